"""Mail taken apart inside the limited child: whatever comes, a letter is told, with notices."""
