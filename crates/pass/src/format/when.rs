//! Dates and times of day.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::enums::{
    CompositeDateTimeFieldSet, DateAndTimeFieldSet, DateFieldSet, TimeFieldSet,
};
use icu_datetime::fieldsets::{T, YMD, YMDE};
use icu_datetime::options::TimePrecision;
use icu_time::{DateTime, Time};

use super::{Formatter, is_shown, relative};
use crate::data::{DateStyle, Field};
use crate::date::{Moment, PassDate};

/// A date in the field's styles. Without any (only `isRelative`) the date is shown, medium.
pub(super) fn show(field: &Field, date: &PassDate, formatter: &Formatter) -> String {
    let clock = date.on_clock(formatter.zone, field.ignores_time_zone);
    // A calendar day has no time of day to show.
    let has_time = !matches!(date.moment, Moment::Day(_));
    let time_style = field
        .time_style
        .filter(|style| has_time && is_shown(Some(*style)));
    let date_style = match field.date_style {
        Some(style) => Some(style).filter(|style| is_shown(Some(*style))),
        None if time_style.is_none() => Some(DateStyle::Medium),
        None => None,
    };
    if field.is_relative && date_style.is_some() {
        let today = formatter.zone.day(formatter.now);
        let days = (clock.date() - today).num_days();
        if let Some(word) = relative::day(formatter.language(), days) {
            let time = time_style.and_then(|style| format(clock, None, Some(style), formatter));
            return time.map_or_else(|| word.to_owned(), |time| format!("{word} {time}"));
        }
    }
    let shown = format(clock, date_style, time_style, formatter);
    shown.unwrap_or_else(|| date.issued.clone())
}

/// A day in the medium style.
pub(super) fn day(day: NaiveDate, formatter: &Formatter) -> Option<String> {
    let clock = day.and_time(NaiveTime::MIN);
    format(clock, Some(DateStyle::Medium), None, formatter)
}

fn format(
    clock: NaiveDateTime,
    date: Option<DateStyle>,
    time: Option<DateStyle>,
    formatter: &Formatter,
) -> Option<String> {
    let set = field_set(date, time)?;
    let prefs = (&formatter.locale).into();
    let icu: FixedCalendarDateTimeFormatter<Gregorian, _> =
        FixedCalendarDateTimeFormatter::try_new(prefs, set).ok()?;
    let day = Date::try_new_gregorian(
        clock.year(),
        u8::try_from(clock.month()).ok()?,
        u8::try_from(clock.day()).ok()?,
    );
    let part = |number: u32| u8::try_from(number).ok();
    let time = Time::try_new(
        part(clock.hour())?,
        part(clock.minute())?,
        part(clock.second())?,
        0,
    );
    Some(
        icu.format(&DateTime {
            date: day.ok()?,
            time: time.ok()?,
        })
        .to_string(),
    )
}

fn field_set(
    date: Option<DateStyle>,
    time: Option<DateStyle>,
) -> Option<CompositeDateTimeFieldSet> {
    let precision = match time {
        None | Some(DateStyle::None) => None,
        Some(DateStyle::Short) => Some(TimePrecision::Minute),
        Some(_) => Some(TimePrecision::Second),
    };
    let day = match date {
        None | Some(DateStyle::None) => {
            let time = TimeFieldSet::T(T::medium().with_time_precision(precision?));
            return Some(CompositeDateTimeFieldSet::Time(time));
        }
        Some(DateStyle::Short) => YMD::short(),
        Some(DateStyle::Medium) => YMD::medium(),
        Some(DateStyle::Long) => YMD::long(),
        Some(DateStyle::Full) => {
            let day = YMDE::long();
            return Some(match precision {
                Some(precision) => {
                    let set = day.with_time(precision);
                    CompositeDateTimeFieldSet::DateTime(DateAndTimeFieldSet::YMDET(set))
                }
                None => CompositeDateTimeFieldSet::Date(DateFieldSet::YMDE(day)),
            });
        }
    };
    Some(match precision {
        Some(precision) => {
            let set = day.with_time(precision);
            CompositeDateTimeFieldSet::DateTime(DateAndTimeFieldSet::YMDT(set))
        }
        None => CompositeDateTimeFieldSet::Date(DateFieldSet::YMD(day)),
    })
}
