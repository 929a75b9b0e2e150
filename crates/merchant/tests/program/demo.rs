//! The demonstration: two shops with a past.

use crate::program::{Program, agent, command};

#[test]
fn two_shops_have_lived_through_a_past() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = command();
    command.args(["demo", "--port", "0", "--members", "6", "--years", "1"]);
    command.arg("--data").arg(folder.path());
    let mut program = Program::start(&mut command);
    let agent = agent();
    for shop in ["Kahvila Aamu: http", "Lähikauppa Saari: http"] {
        let url = format!("http{}", program.says(shop));
        let key = program.says("till:");
        let (_, key) = key.split_once("#key=").unwrap();
        let mut found = agent
            .get(format!("{url}/.well-known/loyalty"))
            .call()
            .unwrap();
        assert_eq!(found.status(), 200);
        let described: serde_json::Value = found.body_mut().read_json().unwrap();
        assert!(described.is_object());
        let refused = agent
            .post(format!("{url}/pos/v1/purchases"))
            .header("authorization", format!("Bearer {key}"))
            .send_json(serde_json::json!({}))
            .unwrap();
        assert!(refused.status().is_client_error());
        assert_ne!(refused.status(), 401, "the till's key works");
    }
    program.says("Both are open");
    assert!(program.terminate().success());
}
