//! What a page or the server says by itself.

use super::Words;
use crate::pages::help::smartcard::trouble::Here;

const START: &str = "“systemctl --user enable --now care-identity-agent” starts it with each session. “care-identity-agent doctor” says what is wrong with it.";

/// The words of one.
pub const fn words(here: Here) -> Words {
    match here {
        Here::NotFound => Words {
            heading: "The smartcard software was not found",
            cause: "Your card is read by a small program on your computer, the Care Identity agent. It is not installed, it is not running, or something keeps your browser from reaching it.",
            next: "Start the Care Identity agent from your computer's menu, then try again. If it is not there, ask your IT team to install it. Meanwhile, use another way to sign in.",
            it: Some(
                "Install care-identity-agent and let it start with each session. “systemctl --user enable --now care-identity-agent” does that. It listens on 127.0.0.1, on a port from 47110 to 47117: a firewall or a proxy on the computer must let the browser reach it. Exclude 127.0.0.1 from the proxy. “care-identity-agent doctor” checks all of this.",
            ),
            known_as: &["400_645", "Not Installed or Running"],
        },
        Here::AgentTooOld => Words {
            heading: "The smartcard software is too old",
            cause: "The Care Identity agent on your computer does not understand this page any more.",
            next: "Ask your IT team to update it. Meanwhile, use another way to sign in.",
            it: Some("Install the release of care-identity-agent that came with this service, then start it again."),
            known_as: &[],
        },
        Here::PageTooOld => Words {
            heading: "The smartcard software is newer than this page",
            cause: "The Care Identity agent on your computer was updated, and this service was not yet.",
            next: "Load the page again. If it stays so, use another way to sign in and tell your IT team.",
            it: Some("Update the service, or install the release of care-identity-agent that came with it."),
            known_as: &[],
        },
        Here::Denied => Words {
            heading: "Your browser does not let this page reach your card reader",
            cause: "Your browser asked whether this site may connect to apps or devices on your computer or local network, and the answer was no. It remembers the answer.",
            next: "Select the icon beside the address, then “Site settings”. Set “Local network access”, or “Apps on device”, to “Allow”. Load the page again.",
            it: Some(
                "Allow it for everybody by policy: put this site's address into LoopbackNetworkAllowedForUrls (Chrome and Edge 146 or newer) or LocalNetworkAccessAllowedForUrls (older ones). Look at “chrome://policy” for a policy that blocks it.",
            ),
            known_as: &["Local Network Access"],
        },
        Here::AnotherProgram => Words {
            heading: "The smartcard software does not answer this site",
            cause: "Something answers where the Care Identity agent should be. It is another program, the agent of somebody else who is signed in at this computer, or your own, set up for another \
                site.",
            next: "Sign in to your computer again, which starts your own, and try again. If that does not help, ask your IT team. \
                Meanwhile, use another way to sign in.",
            it: Some(
                "Put this site's address, as it stands in the address line, into “origins” of care-identity-agent.toml, or start it with --origin. “ss -ltnp” shows which program has the ports 47110 to 47117. “systemctl --user enable --now care-identity-agent” starts an agent of one’s own with each session.",
            ),
            known_as: &[],
        },
        Here::Stopped => Words {
            heading: "The smartcard software stopped answering",
            cause: "The Care Identity agent ended, or was started anew, while it worked for you. Nothing is lost.",
            next: "Wait a moment, then try again.",
            it: Some(START),
            known_as: &[],
        },
        Here::Offline => Words {
            heading: "The service could not be reached",
            cause: "Your computer has no connection to this service at the moment. Your card and its software are fine.",
            next: "Check your connection, then try again. What was done before is kept.",
            it: None,
            known_as: &[],
        },
        Here::Stale => Words {
            heading: "This page is too old to go on with",
            cause: "You were signed out meanwhile, or what this page asked for was done elsewhere.",
            next: "Load the page again. It says what is left to do.",
            it: None,
            known_as: &[],
        },
        Here::TooMany => Words {
            heading: "There were too many attempts from your network",
            cause: "Many people, or one program, tried many times in a short time.",
            next: "Wait ten minutes, then try again. Nothing is lost.",
            it: None,
            known_as: &[],
        },
        Here::Clock => Words {
            heading: "The clock of your computer is wrong",
            cause: "Your card said the right thing, but at another time than now. The clock may be 10 minutes off, and no more.",
            next: "Set date and time of your computer to automatic, then try again.",
            it: Some("Let the computer take its time from a time server: “timedatectl set-ntp true”."),
            known_as: &[],
        },
        Here::Expired => Words {
            heading: "Your smartcard has expired",
            cause: "A card works until the day that its certificates name. After that nobody can renew it themselves.",
            next: "Ask your Registration Authority for new certificates. Bring your card and proof of who you are. Meanwhile, use another way to sign in.",
            it: None,
            known_as: &["Certificate expired"],
        },
        Here::Refused => Words {
            heading: "This smartcard did not sign you in",
            cause: "It was not issued here, it was reported lost or taken back, or it does not belong to who is signed in.",
            next: "Check that it is your own card and try again. Otherwise use another way to sign in, or contact your Registration Authority.",
            it: None,
            known_as: &[],
        },
        Here::Several => Words {
            heading: "The smartcard software says that it is running already",
            cause: "It was started twice, or several versions of it are installed. One is enough for each person.",
            next: "Close the window that says so, and try again. The one that runs already answers.",
            it: Some(
                "Keep one version: remove all others, and their start with the session. “care-identity-agent doctor” names the one that runs.",
            ),
            known_as: &["Application is already running", "Multiple versions installed"],
        },
        Here::Credentials => Words {
            heading: "Your browser asks for a user name and password for localhost",
            cause: "Other smartcard software of this computer asks for them, or a proxy between your browser and 127.0.0.1. The Care Identity agent never does.",
            next: "Select “Cancel”, and type your password nowhere. Then tell your IT team.",
            it: Some(
                "Exclude 127.0.0.1 and localhost from the proxy. For other software that listens there, the policy AuthServerAllowlist names the servers that may be told who is signed in: add http://localhost only when that software needs it.",
            ),
            known_as: &["NTLM", "Windows credential prompt"],
        },
        Here::NotAsked => Words {
            heading: "The card answered something else than it was asked",
            cause: "The answer was for another page or another card, or came too late.",
            next: "Close other windows of this service, check that it is your own card, and try again.",
            it: None,
            known_as: &[],
        },
        Here::BadKeys => Words {
            heading: "The card did not make new keys as it should",
            cause: "The keys that it showed were used before, or are of a type that is not accepted. The old certificates still work.",
            next: "Give up this renewal on its page and begin again. If it happens again, ask your Registration Authority.",
            it: None,
            known_as: &[],
        },
        Here::BadNewKeys => Words {
            heading: "The new card did not make keys as it should",
            cause: "The keys that it showed were used before, or are of a type that is not accepted. No certificates were issued for them.",
            next: "Begin again. If it happens again, use another card.",
            it: None,
            known_as: &[],
        },
        Here::Driver => Words {
            heading: "The card's driver was installed without a setting",
            cause: "On Windows, the driver of series 8 cards needs a setting for each person. It is missing when the driver was installed for the whole computer.",
            next: "Ask your IT team. Your card still signs you in, but it is neither renewed nor unblocked on this computer.",
            it: Some(
                "Under HKEY_CURRENT_USER\\SOFTWARE\\Oberthur Technologies\\Minidriver\\PIVMinidriver create the REG_DWORD EnableNHSEnrollment with the value 0, for each person, by group policy. On Linux there is no such setting: see CARD-402.",
            ),
            known_as: &["ERR1000"],
        },
    }
}
