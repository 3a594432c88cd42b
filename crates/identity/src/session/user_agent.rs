//! A browser's short name for people: "Chrome on Windows". What a browser says of itself is long, is written to mislead
//! servers, and can be anything; so nothing of it is repeated, only names from the lists here.

/// What is found in a browser's description, and the name that it means. The first that fits counts: newer browsers
/// also carry the names of older ones.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The same for systems. An iPad says that it is a Mac unless it is asked for the mobile page.
const SYSTEMS: &[(&str, &str)] = &[
    ("Windows", "Windows"),
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
];

/// The name of a browser that describes itself so.
#[must_use]
pub fn browser_name(user_agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(part, _)| user_agent.contains(part)).map(|(_, name)| *name)
    };
    match (find(BROWSERS), find(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "A browser that we do not know".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    #[test]
    fn browsers_have_the_names_that_people_know_them_by() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome on Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPad",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                "Samsung Internet on Android",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                "Safari on Mac",
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome on ChromeOS",
            ),
            ("curl/8.14.1", "A browser that we do not know"),
            ("", "A browser that we do not know"),
        ] {
            assert_eq!(browser_name(user_agent), name);
        }
    }

    proptest! {
        #[test]
        fn a_name_repeats_nothing_of_what_a_stranger_wrote(user_agent in "(?s).*|[A-Za-z/;() <>=0-9.]{0,200}") {
            let name = browser_name(&user_agent);
            let ours = |text: &str| {
                BROWSERS.iter().chain(SYSTEMS).any(|(_, name)| *name == text) || text == "A browser"
            };
            let known = match name.split_once(" on ") {
                Some((browser, system)) => ours(browser) && ours(system),
                None => ours(&name) || name == "A browser that we do not know",
            };
            prop_assert!(known, "{name}");
        }

        #[test]
        fn a_browser_and_a_system_are_found_wherever_they_stand(
            (part, browser) in select(BROWSERS),
            (mark, system) in select(SYSTEMS),
            before in "[a-z ();.0-9]{0,20}",
            between in "[a-z ();.0-9]{0,20}",
        ) {
            prop_assert_eq!(browser_name(&format!("{before}{mark}{between}{part}1")), format!("{browser} on {system}"));
            prop_assert_eq!(browser_name(&format!("{before}{part}1{between}{mark}")), format!("{browser} on {system}"));
        }
    }
}
