//! `care-identity reach`, and the first manager of a Registration Authority, as an operator meets them.

use std::fs;

use crate::cli::Operator;

/// Two organisations: a trust, and a practice that it directs.
const FILE: &str = "\"RX1\",\"Anytown Trust\",\"Y63\",\"X9Z\",\"1 High Street\",\"\",\"ANYTOWN\",\"\",\"\",\"ZZ99 1AA\",\"20040229\",\"\",\"A\",\"B\",\"\",\"\",\"\",\"01632 960001\",\"\",\"\",\"\",\"0\",\"\",\"X9Z\",\"\",\"4\",\"\"\n\
    \"A81001\",\"Millbrook Practice\",\"Y63\",\"X9Z\",\"2 High Street\",\"\",\"ANYTOWN\",\"\",\"\",\"ZZ99 1AB\",\"20040229\",\"\",\"A\",\"B\",\"RX1\",\"20040229\",\"\",\"01632 960002\",\"\",\"\",\"\",\"0\",\"\",\"RX1\",\"\",\"4\",\"\"\n";

fn with_organisations() -> Operator {
    let operator = Operator::new();
    operator.done(&["migrate"]);
    fs::write(operator.path().join("epraccur.csv"), FILE).unwrap();
    operator.done(&["organisations", "import", "epraccur.csv"]);
    operator
}

#[test]
fn relations_propose_and_the_operator_confirms_and_ends() {
    let operator = with_organisations();
    assert!(operator.done(&["reach", "propose", "RX1"]).starts_with("1 organisations are proposed."));
    let listed = "RX1\tA81001\tproposed\tMillbrook Practice\n";
    assert_eq!(operator.done(&["reach", "list"]), listed);
    operator.done(&["reach", "confirm", "RX1", "a81001"]);
    assert_eq!(operator.done(&["reach", "list", "RX1"]), listed.replace("proposed", "confirmed"));
    assert_eq!(operator.run(&["reach", "confirm", "RX1", "A81001"]).code, 3);
    operator.done(&["reach", "end", "RX1", "A81001"]);
    assert_eq!(operator.done(&["reach", "list"]), listed.replace("proposed", "ended"));
    assert_eq!(operator.run(&["reach", "end", "RX1", "NONE"]).code, 3);
    assert_eq!(operator.run(&["reach", "end", "RX-1", "NONE"]).code, 2);
    operator.done(&["reach", "contact", "RX1", "--name", "RA office", "--telephone", "01632 960099"]);
    let nobody = operator.run(&["reach", "contact", "RX1", "--name", "RA office"]);
    assert!(nobody.code == 2 && nobody.err.contains("--email or --telephone"), "{}", nobody.err);
}

#[test]
fn the_first_manager_gets_a_link_and_needs_an_organisation_that_exists() {
    let operator = with_organisations();
    let add = |code: &'static str| {
        [
            "person",
            "add",
            "--given-name",
            "Grace",
            "--family-name",
            "Adeyemi",
            "--birth-date",
            "1971-12-09",
            "--ra-manager",
            code,
        ]
    };
    assert_eq!(operator.run(&add("NONE")).code, 3);
    assert_eq!(operator.done(&["person", "list"]), "", "nobody was added");
    let said = operator.done(&add("RX1"));
    assert!(said.contains("manages the Registration Authority of RX1") && said.contains("/sign-in/link/"), "{said}");
    let make = |code: &'static str| {
        operator.run(&["person", "make-manager", "999000000013", code, "--reason", "the last one left"])
    };
    assert_eq!(make("RX1").code, 3, "nobody has this identifier");
    let bob = [
        "person",
        "add",
        "--given-name",
        "Bob",
        "--family-name",
        "Lee",
        "--birth-date",
        "1980-01-01",
        "--identifier",
        "999000000013",
    ];
    operator.done(&bob);
    assert_eq!((make("RX-1").code, make("NONE").code), (2, 3));
    let made = make("RX1");
    assert!(made.code == 0 && made.out.contains("Bob Lee manages the Registration Authority of RX1"), "{}", made.out);
    assert_eq!(make("RX1").code, 3, "they are already");
    assert_eq!(operator.done(&["setting", "set", "ra-second-approval", "off"]).lines().count(), 1);
    assert_eq!(operator.done(&["setting", "get", "ra-second-approval"]), "off\n");
    operator.done(&["setting", "unset", "ra-second-approval"]);
    assert_eq!(operator.done(&["setting", "get", "ra-second-approval"]), "on\n");
}
