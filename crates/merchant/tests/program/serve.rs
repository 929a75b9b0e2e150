//! A shop opens, is asked, and closes in order.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

use kantis_merchant::engine::members::{self, Joining};
use kantis_merchant::mail::Outbox;
use kantis_merchant::ports::{Clock, SystemClock, SystemEntropy};
use kantis_merchant::programme::Programme;
use kantis_merchant::records::{ClientRecord, GrantRecord, Scopes};
use kantis_merchant::secret;
use kantis_merchant::server::{Ports, Settings, Shop};
use kantis_merchant::store::sqlite::SqliteStore;
use std::sync::Arc;
use uuid::Uuid;

use crate::program::{Program, agent, command, example};

/// Opens a data folder as the program does, without serving.
pub(crate) fn open(data: &Path, programme: &str) -> Arc<Shop> {
    std::fs::create_dir_all(data).unwrap();
    let store = SqliteStore::open(&data.join("shop.db")).unwrap();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ports = Ports {
        clock: Arc::clone(&clock),
        entropy: Arc::new(SystemEntropy),
        mail: Arc::new(Outbox::new(data.join("outbox"), clock).unwrap()),
    };
    let programme = Programme::read(programme).unwrap();
    let settings = Settings::new("http://127.0.0.1", data);
    Shop::new(programme, Box::new(store), ports, settings).unwrap()
}

/// Has somebody join; their id and card number.
pub(crate) fn join(shop: &Shop, email: &str) -> (Uuid, String) {
    shop.write_now(|work| {
        let joining = Joining {
            email: Some(email.to_owned()),
            phone: None,
            name: None,
            language: work.shop_language().to_owned(),
        };
        let member = members::join(work, joining)?;
        Ok((member.id, member.number.as_str().to_owned()))
    })
    .unwrap()
}

/// Links a wallet; its token.
fn link(shop: &Shop, member: Uuid) -> String {
    let token = secret::make(&SystemEntropy);
    let scopes = Scopes {
        read: true,
        write: true,
    };
    shop.write_now(|work| {
        work.tx.add_client(&ClientRecord {
            id: "wallet".to_owned(),
            name: None,
            redirect_uris: Vec::new(),
            grant_types: Vec::new(),
            scopes,
            registered: work.now,
            used: Some(work.now),
        })?;
        let id = work.id();
        work.tx.set_grant(&GrantRecord {
            id,
            member,
            client: "wallet".to_owned(),
            scopes,
            created: work.now,
            used: work.now,
        })?;
        let until = work.now + chrono::TimeDelta::days(1);
        work.tx
            .add_access_token(&secret::hash(&token), id, scopes, until)?;
        Ok(())
    })
    .unwrap();
    token
}

#[test]
fn a_shop_opens_with_a_key_for_its_first_till_and_closes_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let config = folder.path().join("shop.toml");
    std::fs::copy(example("kahvila"), folder.path().join("cafe.toml")).unwrap();
    // Paths in the file are meant from where it is; a flag wins over it.
    std::fs::write(
        &config,
        "programme = \"cafe.toml\"\ndata = \"data\"\nlisten = \"127.0.0.1:1\"\nlog = \"json\"\n",
    )
    .unwrap();
    let serve = || {
        let mut command = command();
        command.args(["serve", "--config", config.to_str().unwrap()]);
        command.args(["--listen", "127.0.0.1:0"]);
        Program::start(&mut command)
    };

    let mut program = serve();
    let url = program.says("The shop is open:");
    // Nobody sits at a terminal, so the key is in a file of the owner's and nowhere else.
    let file = program.says("The address of its first till is in");
    assert_eq!(Path::new(&file), data.join("first-till.txt"));
    let till = std::fs::read_to_string(&file).unwrap();
    let (page, key) = till.trim().split_once("#key=").unwrap();
    assert_eq!(page, format!("{url}/till"));
    let agent = agent();
    let health = agent.get(format!("{url}/healthz")).call().unwrap();
    assert_eq!(health.status(), 200);
    let mut metrics = agent.get(format!("{url}/metrics")).call().unwrap();
    let metrics = metrics.body_mut().read_to_string().unwrap();
    assert!(metrics.contains("route=\"/healthz\""), "{metrics}");
    let key_works = |url: &str, key: &str| {
        let basket = serde_json::json!({ "lines": [{ "sku": "espresso", "quantity": 1000 }] });
        agent
            .post(format!("{url}/pos/v1/baskets"))
            .header("authorization", format!("Bearer {key}"))
            .send_json(basket)
            .unwrap()
            .status()
    };
    assert_eq!(key_works(&url, key), 200);
    assert_eq!(key_works(&url, "another"), 401);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&data).unwrap().permissions().mode();
        assert_eq!(
            mode & 0o077,
            0,
            "only the owner may look into the data folder"
        );
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(program.terminate().success());

    // The second time there is a key already; it still works.
    let mut program = serve();
    let url = program.says("The shop is open:");
    assert_eq!(key_works(&url, key), 200);
    assert!(program.terminate().success());
}

#[test]
fn an_open_stream_of_events_ends_with_the_shop() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let cafe = std::fs::read_to_string(example("kahvila")).unwrap();
    let token = {
        let shop = open(&data, &cafe);
        let (member, _) = join(&shop, "aino@example.com");
        link(&shop, member)
    };
    let mut command = command();
    command.args(["serve", "--listen", "127.0.0.1:0", "--programme"]);
    command.arg(example("kahvila")).arg("--data").arg(&data);
    let mut program = Program::start(&mut command);
    let url = program.says("The shop is open:");
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    write!(
        stream,
        "GET /v1/events HTTP/1.1\r\nhost: shop\r\nauthorization: Bearer {token}\r\n\r\n"
    )
    .unwrap();
    let mut stream = BufReader::new(stream);
    let mut status = String::new();
    stream.read_line(&mut status).unwrap();
    assert!(status.contains("200"), "{status}");
    assert!(program.terminate().success());
    // What was open has ended, too.
    stream.read_to_end(&mut Vec::new()).unwrap();
}
