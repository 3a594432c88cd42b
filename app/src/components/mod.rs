//! The building blocks of every page: nhsuk-frontend's markup, rendered on the server.
//!
//! Each file is one component. Text goes in as an argument and is escaped by Leptos; nothing takes
//! markup as a string. Class names are written out in full, never put together from pieces, so that
//! the style build can find them and drop the rules that no page uses.

mod back_link;
mod button;
mod card;
mod checkboxes;
mod choice;
mod date_input;
mod demonstration;
mod details;
mod error_message;
mod error_summary;
mod fieldset;
mod file_upload;
mod footer;
mod header;
mod hint;
mod icons;
mod input;
mod inset_text;
mod key;
mod label;
mod maintenance;
mod maybe_text;
mod notification_banner;
mod pagination;
mod panel;
mod password_input;
mod qr;
mod radios;
mod select;
mod size;
mod skip_link;
mod summary_list;
mod table;
mod tag;
mod text;
mod textarea;
mod warning_callout;

pub use back_link::BackLink;
pub use button::{Button, ButtonKind, ButtonLink, ButtonVariant};
pub use card::{Card, HeadingLevel, Tile, Tiles};
pub use checkboxes::Checkboxes;
pub use choice::Choice;
pub use date_input::DateInput;
pub use demonstration::DemonstrationStrip;
pub use details::Details;
pub use error_message::ErrorMessage;
pub use error_summary::{ErrorSummary, FormError};
pub use fieldset::{Fieldset, Legend};
pub use file_upload::FileUpload;
pub use footer::{Footer, FooterLink};
pub use header::{Account, Header};
pub use hint::Hint;
pub use input::{Input, InputWidth};
pub use inset_text::InsetText;
pub use key::KeyInGroups;
pub use label::Label;
pub use maintenance::MaintenanceBanner;
pub use maybe_text::MaybeText;
pub use notification_banner::NotificationBanner;
pub use pagination::{PageLink, Pagination};
pub use panel::Panel;
pub use password_input::PasswordInput;
pub use qr::QrFigure;
pub use radios::Radios;
pub use select::{Select, SelectOption};
pub use size::Size;
pub use skip_link::SkipLink;
pub use summary_list::{SummaryAction, SummaryList, SummaryRow};
pub use table::{Table, TableRow};
pub use tag::{Tag, TagColour};
pub use textarea::Textarea;
pub use warning_callout::WarningCallout;
