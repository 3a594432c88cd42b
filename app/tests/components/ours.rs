//! What upstream has no example of: the header without a logo, and our own components.

use app::components as c;
use leptos::prelude::*;

use crate::{html::normalised, rendered};

fn account() -> c::Account {
    c::Account {
        name: "Ada Example".to_owned(),
        href: "/profile".to_owned(),
        sign_out_action: "/sign-out".to_owned(),
        sign_out_text: "Sign out".to_owned(),
    }
}

#[test]
fn the_header_names_who_is_signed_in_and_signs_out_by_a_form() {
    let html = rendered(|| {
        view! {
            <c::Header service_name="Care Identity" account=account()>
                <input type="hidden" name="token" value="t" />
            </c::Header>
        }
    });
    let lines = normalised(&html);
    for part in [
        "<header class=\"nhsuk-header\" role=\"banner\">",
        "<a class=\"nhsuk-header__service-name\" href=\"/\">\nCare Identity\n</a>",
        "</svg>\nAda Example\n</a>",
        "<form action=\"/sign-out\" class=\"nhsuk-header__account-form\" method=\"post\" novalidate=\"\">\n\
         <input name=\"token\" type=\"hidden\" value=\"t\">\n\
         <button class=\"nhsuk-header__account-button\">\nSign out\n</button>",
    ] {
        assert!(lines.contains(part), "{part} is not in\n{lines}");
    }
}

#[test]
fn the_header_of_a_visitor_offers_nothing_to_sign_out_of() {
    let html = rendered(|| view! { <c::Header service_name="Care Identity" /> });
    assert!(!html.contains("nhsuk-header__account"), "{html}");
}

#[test]
fn the_header_bears_no_logo() {
    let html = rendered(|| view! { <c::Header service_name="Care Identity" /> });
    assert!(!html.contains("<svg") && !html.contains("NHS"), "{html}");
}

#[test]
fn a_file_is_chosen_with_the_browsers_own_field() {
    let html = rendered(
        || view! { <c::FileUpload name="file" label="Upload" hint="A CSV file" error="Too large" accept=".csv" /> },
    );
    let lines = normalised(&html);
    for part in [
        "<div class=\"nhsuk-form-group nhsuk-form-group--error nhsuk-file-upload\">",
        "<label class=\"nhsuk-label\" for=\"file\">\nUpload\n</label>",
        "<input accept=\".csv\" aria-describedby=\"file-hint file-error\" class=\"nhsuk-file-upload__input\" id=\"file\" \
         name=\"file\" type=\"file\">",
    ] {
        assert!(lines.contains(part), "{part} is not in\n{lines}");
    }
}

#[test]
fn text_is_escaped_wherever_it_goes() {
    let evil = "<script>\"x\"</script>";
    let html = rendered(|| {
        view! {
            <c::Input name=evil label=evil hint=evil error=evil value=evil />
            <c::Textarea name=evil label=evil hint=evil error=evil value=evil />
            <c::FileUpload name=evil label=evil hint=evil error=evil accept=evil />
            <c::PasswordInput name=evil label=evil hint=evil error=evil />
            <c::Header service_name=evil href=evil />
            <c::Tag text=evil />
            <c::QrFigure label=evil>"x"</c::QrFigure>
            <c::KeyInGroups key=evil />
        }
    });
    assert!(!html.contains("<script"), "{html}");
    let attribute = "name=\"&lt;script&gt;&quot;x&quot;&lt;/script&gt;\"";
    assert_eq!(html.matches(attribute).count(), 4, "{html}");
}

#[test]
fn a_password_is_never_sent_back() {
    let html = rendered(|| view! { <c::PasswordInput name="password" label="Password" error="Wrong" /> });
    assert!(!html.contains(" value="), "{html}");
}

#[test]
fn without_errors_there_is_no_summary() {
    let html = rendered(|| view! { <c::ErrorSummary errors=Vec::new() /> });
    assert_eq!(normalised(&html), "");
}

#[test]
fn an_empty_error_is_no_error() {
    let html = rendered(|| view! { <c::Input name="email" label="Email" error="" hint="" /> });
    assert!(!html.contains("error") && !html.contains("aria-describedby"), "{html}");
}

#[test]
fn the_first_choice_is_where_the_error_summary_leads() {
    let html = rendered(|| {
        view! { <c::Checkboxes name="sure" choices=vec![c::Choice::new("yes", "I am sure")] /> }
    });
    assert!(html.contains("id=\"sure\"") && html.contains("for=\"sure\""), "{html}");
}

#[test]
fn a_tile_is_a_card_in_a_list_with_one_link() {
    let html = rendered(|| {
        view! {
            <c::Tiles>
                <c::Tile heading="My profile" href="/profile" description="See what we hold" />
            </c::Tiles>
        }
    });
    assert_eq!(
        normalised(&html),
        normalised(
            "<ul class=\"ci-tiles\"><li class=\"ci-tiles__item\">\
             <div class=\"nhsuk-card nhsuk-card--clickable\"><div class=\"nhsuk-card__content\">\
             <h2 class=\"nhsuk-card__heading nhsuk-heading-m\">\
             <a class=\"nhsuk-card__link\" href=\"/profile\">My profile</a></h2>\
             <p class=\"nhsuk-card__description\">See what we hold</p></div></div></li></ul>"
        )
    );
}

#[test]
fn a_key_stands_in_groups_of_four_and_copies_without_spaces() {
    let html = rendered(|| view! { <c::KeyInGroups key="JBSWY3DPEH" /> });
    let text: String = normalised(&html).lines().filter(|line| !line.starts_with('<')).collect();
    assert_eq!(html.matches("ci-key__group").count(), 3);
    assert_eq!(text, "JBSWY3DPEH");
}

#[test]
fn the_maintenance_banner_goes_away_without_a_script() {
    let html = rendered(|| {
        view! {
            <c::MaintenanceBanner
                heading="Planned maintenance"
                text="Sunday, 8 to 10"
                dismiss_action="/dismiss"
            />
        }
    });
    assert!(html.contains("method=\"post\"") && html.contains("action=\"/dismiss\""), "{html}");
    assert!(html.contains("Dismiss") && html.contains("type=\"submit\""), "{html}");
}

#[test]
fn the_demonstration_strip_says_so() {
    let html = rendered(|| view! { <c::DemonstrationStrip /> });
    assert!(html.contains("This is a demonstration"), "{html}");
}

#[test]
fn no_component_has_an_inline_style_or_script() {
    let html = rendered(|| {
        view! {
            <c::DemonstrationStrip />
            <c::Header service_name="x" account=account() />
            <c::QrFigure label="x">"x"</c::QrFigure>
            <c::PasswordInput name="x" label="x" />
            <c::Button text="x" />
        }
    });
    for forbidden in [" style=", " onclick=", "<script", "<style", "javascript:"] {
        assert!(!html.contains(forbidden), "{forbidden} in {html}");
    }
}
