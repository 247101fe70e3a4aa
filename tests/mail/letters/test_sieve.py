"""Rules leave as a script of RFC 5228 that says what they do, and nothing that somebody typed."""

from mail.letters.sieve import HAS_FILE, LAY, SieveRule, script


def test_a_script_says_what_the_rules_do():
    words = 'họp "gấp" \\ ${folder}\r\nstop;'
    rules = [
        SieveRule("Họp\nkeep;", {"subject": words}, {"labels": ["Họp"], "folder": "junk"}),
        SieveRule(
            "Giao",
            {"label": "Họp", "larger_than": 1024, "has_file": True},
            {"star": True, "assign": 7, "forward": "a@x.example", "folder": "archive"},
            is_last=True,
        ),
    ]
    assert script(rules).splitlines() == [
        'require ["copy", "fileinto", "imap4flags", "variables"];',
        'set "dollar" "$";',
        "",
        "# Họp keep;",
        r'if allof (header :contains "subject" "họp \"gấp\" \\ ${dollar}{folder} stop;") {',
        '  set "folder" "Junk";',
        '  set "label1" "yes"; # label: Họp',
        "}",
        "",
        "# Giao",
        f'if allof (string :is "${{label1}}" "yes", size :over 1024, {HAS_FILE}) {{',
        '  set "folder" "Archive";',
        r'  addflag "\\Flagged";',
        "  # the conversation is given to somebody: not by a mail server",
        '  redirect :copy "a@x.example";',
        f"  {LAY}",
        "  stop;",
        "}",
        "",
        LAY,
    ]
