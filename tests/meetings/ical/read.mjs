// What ical.js reads of the calendars that come on standard input as {name: text}.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  calendar.getAllSubcomponents("vtimezone").forEach((one) => ICAL.TimezoneService.register(one));
  const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
  return {
    method: calendar.getFirstPropertyValue("method"),
    uid: event.uid,
    summary: event.summary,
    start: event.startDate.toJSDate().toISOString(),
    names: event.attendees.map((one) => one.getParameter("cn") ?? ""),
  };
}

const texts = JSON.parse(readFileSync(0, "utf8"));
const told = Object.entries(texts).map(([name, text]) => [name, read(text)]);
process.stdout.write(JSON.stringify(Object.fromEntries(told)));
