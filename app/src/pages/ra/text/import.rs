//! The words of people and positions from a file.

use identity::{
    email::address::EmailAddress,
    person::PersonName,
    ra::{
        bulk::{Fault, NotRead, Wrong},
        position::{NewPosition, WrongPosition},
    },
    time::{Date, Timestamp, day_for_people},
};

pub const IMPORT: &str = "Add people and positions from a file";
pub const IMPORT_IS: &str = "For many people at once. First you see what would change, line by line. Nothing is changed before \
    you say so, and then all of it or nothing.";
pub const EXAMPLE_FILE: &str = "Download an example file";
pub const FORMAT: &str = "How the file is written";
pub const FORMAT_IS: &str = "A CSV file, as spreadsheets save it (“CSV UTF-8”), up to 1 MB and 5,000 lines. The first line names the \
    columns below, in this order. Each line after it is one person and one position. Positions as Registration Authority \
    manager or agent are given one by one, not here.";
pub const COLUMN: &str = "Column";
pub const COLUMN_HOLDS: &str = "What it holds";
/// In the order of the columns.
pub const COLUMNS_ARE: [&str; 9] = [
    "12 digits, for somebody who has a Care Identity. Leave it empty for somebody new, and leave the next 4 columns empty for \
     somebody known",
    "First name of somebody new",
    "Last name of somebody new",
    "Year, month and day: 1984-05-30",
    "May be empty. They verify it themselves with a code",
    "Code of an organisation that you look after",
    "Role code, such as R0620",
    "Year, month and day: 2026-04-01",
    "The same, or empty when no end is agreed",
];
/// Where a desk has no organisation, in the example.
pub const EXAMPLE_ORGANISATION: &str = "X9A01";
/// Lines of the example; CODE becomes an organisation's.
pub const EXAMPLE_LINES: [&str; 2] = [
    ",Nia,Newcomer,1990-03-31,nia.newcomer@nhs.net,CODE,R0620,2026-04-01,",
    "999000000013,,,,,CODE,R1730,2026-04-01,2027-03-31",
];
pub const FILE: &str = "Choose a CSV file";
pub const FILE_HINT: &str = "Up to 1 MB and 5,000 people. The next page can take up to 10 seconds";
pub const PASTE: &str = "Or paste the lines";
pub const PASTE_HINT: &str =
    "With the line that names the columns first. What you paste counts only when you choose no file";
pub const CHECK_FILE: &str = "Check the file";
pub const NO_FILE: &str = "Choose a file, or paste the lines";
pub const NOT_SENT: &str = "The file did not arrive whole. Choose it again. It may have up to 1 MB";

pub const DRY_RUN: &str = "What the file would change";
pub const DRY_RUN_IS: &str = "Nothing is changed yet. Look at each line.";
pub const LINE: &str = "Line";
pub const POSITION: &str = "Position";
pub const WHAT_IS_WRONG: &str = "What is wrong";
pub const FAULTS: &str = "The file cannot be applied yet";
pub const FAULTS_ARE: &str =
    "Put the lines below right, or take them out of the file. Then check the file again. Nothing was changed.";
pub const FAULTS_BY_LINE: &str = "Lines that stand in the way";
pub const CHANGES_BY_LINE: &str = "Changes, line by line";
pub const CHANGES_NOTHING: &str = "This file would change nothing: everybody has their position already.";
pub const IS_CREATED: &str = "Is created, with the position";
pub const GETS_POSITION: &str = "Gets the position";
pub const HAS_POSITION: &str = "Nothing: has the position already";
pub const ANOTHER_FILE: &str = "Choose another file";
pub const APPLY: &str = "Make all of these changes";
pub const PLAN_CHANGED: &str = "Nothing was done, because something changed since this page was shown to you. Look at what the file \
    would change now.";
pub const FILE_GONE: &str = "This file was applied already, or is not kept any more. If you are not sure, check it again: you see what is missing.";

/// What a whole file would do.
pub fn would(people: usize, positions: usize, faults: usize) -> String {
    let changes = format!(
        "It would create {} and give {} to people who exist.",
        self::people(people),
        self::positions(positions)
    );
    match faults {
        0 => changes,
        1 => format!("{changes} 1 line stands in the way."),
        faults => format!("{changes} {faults} lines stand in the way."),
    }
}

/// What a file did.
pub fn applied(people: usize, positions: usize) -> String {
    let (people, positions) = (self::people(people), self::positions(positions));
    format!("The file is applied: {people} created, and {positions} given to people who existed.")
}

fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

fn positions(count: usize) -> String {
    if count == 1 { "1 position".to_owned() } else { format!("{count} positions") }
}

/// A file, or what was pasted, over the limit: how long it is, and what to do.
pub fn too_large(name: Option<&str>, length: usize) -> String {
    let what = match name {
        Some(name) => format!("“{}”", name.chars().take(80).collect::<String>()),
        None => "What you pasted".to_owned(),
    };
    // Rounded up: what is over the limit never looks as if it were not.
    let tenths = length.div_ceil(100_000);
    format!(
        "{what} has {}.{} MB. It must not have more than 1 MB and 5,000 people. Split it into several files, each with the line that \
         names the columns first",
        tenths / 10,
        tenths % 10
    )
}

/// Until when it can be applied.
pub fn apply_is(until: Timestamp) -> String {
    format!(
        "All of it is done at once, or nothing. For thousands of people it takes up to 10 seconds: wait for the next page. The file is \
         kept until {}.",
        until.for_people()
    )
}

/// Too many files.
pub fn check_later(wait: &str) -> String {
    format!("You checked very many files. Check the next one in {wait}.")
}

/// Somebody who would be created.
pub fn new_person(name: &PersonName, born: Date, email: Option<&EmailAddress>) -> String {
    let born = day_for_people(born);
    match email {
        Some(email) => format!("{}, born {born}, {}", name.full(), email.as_str()),
        None => format!("{}, born {born}", name.full()),
    }
}

/// A position that would be given.
pub fn new_position(position: &NewPosition) -> String {
    let first = day_for_people(position.starts_on);
    let (role, at) = (position.role.name, position.organisation.as_str());
    match position.ends_on {
        Some(last) => format!("{role} at {at}, {first} to {}", day_for_people(last)),
        None => format!("{role} at {at}, from {first}"),
    }
}

/// Why a file is not read.
pub const fn not_read(why: NotRead) -> &'static str {
    match why {
        NotRead::TooLarge => {
            "The file must not have more than 1 MB. Split it: each part needs the line that names the columns first"
        }
        NotRead::TooManyLines => {
            "The file must not have more than 5,000 people. Split it: each part needs the line that names the columns first"
        }
        NotRead::Encoding => "This is no CSV file. Save it in your spreadsheet as “CSV UTF-8”, and choose that file",
        NotRead::Header => "The first line must name the columns, as in the example file",
        NotRead::Empty => "There is nobody in the file",
    }
}

/// What stands in a line's way, and what to do.
pub const fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::Line(wrong) => wrong_line(wrong),
        Fault::NotInSight => "Nobody whom you look after has this user identifier. Check the 12 digits",
        Fault::Yourself => "This is your own Care Identity. Ask a colleague to give you the position",
        Fault::Closed => "This Care Identity is closed. Open it again first",
        Fault::Position(WrongPosition::NotInReach) => "You do not look after an organisation with this code",
        Fault::Position(WrongPosition::ClosedThere) => super::CLOSED_THERE,
        Fault::Position(WrongPosition::EndsBeforeItBegins) => "The last day must not be before the first day",
        Fault::Position(WrongPosition::InThePast) => "The last day must be today or later",
        Fault::Position(WrongPosition::FarStart) => super::FAR_START,
        Fault::Position(WrongPosition::FarEnd) => super::FAR_END,
        Fault::BirthDate => "Nobody can be born on that day. Check the date of birth",
        Fault::EmailNotAccepted => {
            "We do not accept email addresses of this domain. Leave it empty, or use an accepted one"
        }
        Fault::MayExist => {
            "Somebody with this name and date of birth, or this email address, may exist. Look for them, or create them on \
             their own"
        }
        Fault::TwiceInFile => "Another line is about the same person. Keep one of them",
    }
}

const fn wrong_line(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::Columns => "It must have 9 columns. A cell with a comma must be in quotation marks",
        Wrong::Identifier => "The user identifier must have 12 digits",
        Wrong::NotEmpty => "Leave the names, the date of birth and the email empty beside a user identifier",
        Wrong::Name => "Enter a user identifier, or a first and a last name",
        Wrong::BirthDate => "Enter the date of birth as 1984-05-30",
        Wrong::Email => "Enter an email address, or leave it empty",
        Wrong::Organisation => "Enter the code of an organisation, such as X9A01",
        Wrong::Role => "Enter a role code of the list, such as R0620",
        Wrong::DeskRole => "Positions of the Registration Authority are given one by one. Take the line out",
        Wrong::FirstDay => "Enter the first day as 2026-04-01",
        Wrong::LastDay => "Enter the last day as 2027-03-31, or leave it empty",
    }
}
