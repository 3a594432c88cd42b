//! The query of a search, read strictly: a person's slip in an address of a page is forgiven, a program's is told.

use identity::organisation::{
    query::{Filters, Query},
    role::{REGIONS, ROLES},
};

/// Pages that there are at the most: only the best results are listed.
pub(super) const MOST_PAGES: usize = identity::organisation::search::MOST / super::search::A_PAGE;

/// What is asked for, and which page of it; `None` for what is not in the description.
pub(super) fn parse(query: &str) -> Option<(Query, usize)> {
    let (mut typed, mut role, mut status, mut region, mut page) = Default::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let known: &mut Option<String> = match &*name {
            "q" => &mut typed,
            "type" => &mut role,
            "status" => &mut status,
            "region" => &mut region,
            "page" => &mut page,
            _ => continue,
        };
        if known.replace(value.into_owned()).is_some() {
            return None;
        }
    }
    let listed = |list: &[(&str, &str)], value: &Option<String>| {
        value.as_ref().is_none_or(|value| list.iter().any(|(known, _)| known == value))
    };
    let is_right = listed(&ROLES, &role)
        && listed(&REGIONS, &region)
        && status.as_deref().is_none_or(|status: &str| ["open", "closed"].contains(&status));
    let page = page.map_or(Some(1), |page: String| page.parse().ok().filter(|page| (1..=MOST_PAGES).contains(page)))?;
    let filters = Filters::parse(&role.unwrap_or_default(), &status.unwrap_or_default(), &region.unwrap_or_default());
    is_right.then(|| (Query::parse(&typed.unwrap_or_default(), filters), page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_described_is_refused() {
        for right in ["", "q=", "q=mill&type=RO182&status=open&region=Y63&page=5", "other=1&other=2", "q=%ff"] {
            assert!(parse(right).is_some(), "{right}");
        }
        for wrong in
            ["type=RO1", "type=", "status=shut", "region=y63", "page=0", "page=6", "page=x", "page=", "q=a&q=b"]
        {
            assert!(parse(wrong).is_none(), "{wrong}");
        }
    }
}
