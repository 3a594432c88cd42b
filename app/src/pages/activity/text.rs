//! The words of one's activity.

use identity::{activity::Who, assurance::Kind, audit::Event};

pub const ACTIVITY: &str = "Your activity";
pub const ACTIVITY_IS: &str = "What happened to your Care Identity in the last 90 days, newest first. If you did not do something that is said to be yours, end your other sessions and contact your Registration Authority.";
pub const NOTHING: &str = "Nothing happened in this time.";
pub const WHEN: &str = "When";
pub const WHAT: &str = "What";
pub const WHO: &str = "Who";
pub const WHERE: &str = "Network";
pub const OLDER: &str = "Older activity";
pub const NEWEST: &str = "Newest activity";
pub const DOWNLOAD: &str = "Download everything";
pub const DOWNLOAD_IS: &str = "Older events are in the download, too. Take care where you keep it.";
pub const CSV: &str = "Download for a spreadsheet (CSV)";
pub const JSON: &str = "Download for a program (JSON)";

/// Who did it.
pub const fn who(who: Who) -> &'static str {
    match who {
        Who::You => "You",
        Who::RegistrationAuthority => "Registration Authority",
        Who::Operator => "The operator of this service",
        Who::System => "This service",
        Who::NotKnown => "Not known",
    }
}

/// What happened.
pub const fn what(event: Event) -> &'static str {
    match event {
        Event::PersonAdded => "Your Care Identity was created",
        Event::PersonClosed => "Your Care Identity was closed",
        Event::PersonReopened => "Your Care Identity was opened again",
        Event::PersonUnlocked => "Wrong attempts were forgiven",
        Event::PersonReset => "Your password and authenticators were removed",
        Event::PersonFrozen => "Changes were stopped",
        Event::PersonUnfrozen => "Changes were allowed again",
        Event::ChangeUndone => "A change was taken back",
        Event::SignInLinkIssued => "A sign-in link was issued",
        Event::SignInLinkUsed => "Signed in with a sign-in link",
        Event::SignInFailed => "A sign-in failed",
        Event::SignInThrottled => "A sign-in was refused: too many wrong attempts",
        Event::PasswordAccepted => "The password was right",
        Event::SignedIn => "Signed in",
        Event::SignedOut => "Signed out",
        Event::SessionEnded => "A session was ended",
        Event::OtherSessionsEnded => "All other sessions were ended",
        Event::EmailAdded => "An email address was added",
        Event::EmailVerified => "An email address was verified",
        Event::EmailRemoved => "An email address was removed",
        Event::EmailCodeSent => "A One Time Password was sent",
        Event::EmailCodeWrong => "A One Time Password was wrong",
        Event::MobileChanged => "The mobile number was changed",
        Event::NoticeDismissed => "A message on the home page was dismissed",
        Event::PasswordSet => "The password was set",
        Event::PasswordChanged => "The password was changed",
        Event::PasswordRecovered => "A forgotten password was replaced",
        Event::RecoveryStarted => "Somebody said that they forgot the password",
        Event::RecoveryEmailProved => "A One Time Password for a forgotten password was right",
        Event::RecoveryProved => "The code of the app for a forgotten password was right",
        Event::RegistrationStarted => "A registration link was issued",
        Event::RegistrationOpened => "A registration link was opened",
        Event::RegistrationAbandoned => "A registration was given up",
        Event::RegistrationDeviceRefused => "A device was refused",
        Event::AuthenticatorAdded => "An authenticator was added",
        Event::AuthenticatorRenamed => "An authenticator was renamed",
        Event::AuthenticatorRemoved => "An authenticator was removed",
        Event::AuthenticatorSuspended => "An authenticator was reported lost or stolen",
        Event::AuthenticatorReinstated => "An authenticator was found again",
        Event::AuthenticatorLevelChanged => "The level of an authenticator changed",
        Event::AuthenticatorCounterRegressed => "An authenticator may have been copied",
        Event::AuthenticatorReplaced => "An authenticator was replaced",
        Event::SettingChanged => "A setting was changed",
        Event::OrganisationsChanged => "Organisations were added or changed",
        Event::ApplicationAdded => "An application was added",
        Event::ApplicationChanged => "An application was changed",
        Event::ApplicationRemoved => "An application was removed",
        Event::OrganisationsImportBegun => "An import of organisations began",
        Event::OrganisationsImported => "Organisations were imported",
        Event::PositionAdded => "A position was added",
        Event::PositionEnded => "The end of a position was set",
        Event::PersonRenamed => "Your name was changed",
        Event::ApprovalAsked => "A second Registration Authority was asked to approve a change",
        Event::ApprovalDecided => "A second Registration Authority decided about a change",
        Event::ReachChanged => "The reach of a Registration Authority was changed",
        Event::RaSearched => "A Registration Authority searched for people",
        Event::RaViewed => "A Registration Authority looked at your profile",
        Event::RaDownloaded => "A Registration Authority downloaded a list of people",
        Event::RaContactChanged => "The contact of a Registration Authority was changed",
        Event::AnnouncementMade => "An announcement was made",
        Event::AnnouncementEnded => "An announcement was ended",
        Event::PeopleImported => "People were imported",
        Event::CardIssuingBegun => "Your Registration Authority began to issue a smartcard to you",
        Event::CardIssued => "A smartcard was issued to you",
        Event::CardEnded => "Your smartcard was taken back",
        Event::CardRenewalBegun => "You began to renew your smartcard",
        Event::CardRenewed => "Your smartcard was renewed",
        Event::CardPasscodeChanged => "The passcode of your smartcard was changed",
        Event::CardPasscodeUncertain => "The passcode of your smartcard may have been changed",
        Event::CardUnblockingBegun => "The unblocking of your smartcard began",
        Event::CardUnblocked => "Your smartcard was unblocked",
        Event::CertificateRevoked => "A certificate of your smartcard was ended",
        Event::AuthorityFounded => "The certificate authority was founded",
        Event::KeysRotated => "Keys were rotated",
    }
}

/// What went wrong where nobody was signing in: an event has one name for each guess, wherever it was made.
pub fn what_failed(event: Event, place: &str, factor: &str) -> Option<&'static str> {
    match (event, place, factor) {
        (Event::SignInFailed, "registration", "password") => Some("A wrong password was entered in a registration"),
        (Event::SignInFailed, "registration", _) => Some("A wrong code was entered in a registration"),
        (Event::SignInFailed, "change of password", _) => Some("A wrong password was entered to change it"),
        (Event::SignInFailed, "forgotten password", _) => Some("A wrong code was entered for a forgotten password"),
        _ => None,
    }
}

/// What was shown at a sign-in, devices by their names.
pub fn factors(factors: &str) -> String {
    let name = |factor: &str| Kind::from_slug(factor).map_or_else(|| factor.to_owned(), |kind| kind.name().to_owned());
    factors.split(", ").map(name).collect::<Vec<_>>().join(", ")
}

/// A detail as people read it.
pub fn detail(name: &str, value: &str) -> String {
    match name {
        "kind" => Kind::from_slug(value).map_or_else(|| value.to_owned(), |kind| kind.name().to_owned()),
        "factors" => format!("with {}", factors(value)),
        "factor" => format!("checked: {}", factors(value)),
        "replaced" => format!("instead of {value}"),
        "restored" if value == "yes" => "what was there before is there again".to_owned(),
        "count" => format!("{value} of them"),
        _ => value.to_owned(),
    }
}
