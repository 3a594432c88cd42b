//! Databases on a PostgreSQL server: a template that is migrated once, and one copy for each test.

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use tokio::sync::OnceCell;

use super::{connect, server};
use crate::migrate;

/// The address of the server, with its last path segment, the name of a database, cut out.
struct Server {
    before: String,
    after: String,
}

impl Server {
    fn url(&self, name: &str) -> String {
        format!("{}/{name}{}", self.before, self.after)
    }
}

/// A database that is dropped with this.
pub(super) struct Dropped {
    name: String,
}

impl Dropped {
    pub(super) fn url(&self) -> String {
        SERVER.get().map(|server| server.url(&self.name)).expect("the server was found")
    }
}

static SERVER: OnceCell<Server> = OnceCell::const_new();
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

async fn server() -> &'static Server {
    SERVER
        .get_or_init(async || {
            sqlx::any::install_default_drivers();
            let url = match std::env::var("TEST_DATABASE_URL") {
                Ok(url) => url,
                Err(_) => server::start().await,
            };
            let (address, query) =
                url.split_once('?').map_or((url.as_str(), None), |(address, query)| (address, Some(query)));
            let host = address.find("://").map_or(0, |at| at + 3);
            let end = address[host..].find('/').map_or(address.len(), |at| host + at);
            Server {
                before: address[..end].to_owned(),
                after: query.map_or_else(String::new, |query| format!("?{query}")),
            }
        })
        .await
}

async fn administrator() -> AnyConnection {
    AnyConnection::connect(&server().await.url("postgres"))
        .await
        .expect("PostgreSQL to answer: is TEST_DATABASE_URL right, or may this machine start a server?")
}

/// The name of the migrated template. Several test processes may ask at once: one makes it.
pub(super) async fn template() -> &'static str {
    TEMPLATE
        .get_or_init(async || {
            let name = format!("care_template_{}", migrate::fingerprint());
            let mut administrator = administrator().await;
            run(&mut administrator, "SELECT pg_advisory_lock(4127700321)").await;
            let there = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1").bind(&name);
            if there.fetch_optional(&mut administrator).await.expect("the list of databases").is_none() {
                let making = format!("{name}_making");
                run(&mut administrator, &format!("DROP DATABASE IF EXISTS {making}")).await;
                run(&mut administrator, &format!("CREATE DATABASE {making} TEMPLATE template0")).await;
                let database = connect(&server().await.url(&making)).await;
                database.migrate().await.expect("the migrations to run");
                database.close().await;
                run(&mut administrator, &format!("ALTER DATABASE {making} RENAME TO {name}")).await;
            }
            administrator.close().await.expect("the connection to close");
            name
        })
        .await
}

/// Makes a database from a template, under a name that nobody else has.
pub(super) async fn create(template: &str) -> Dropped {
    let mut administrator = administrator().await;
    let random = "SELECT replace(CAST(gen_random_uuid() AS TEXT), '-', '')";
    let random: String = sqlx::query_scalar(random).fetch_one(&mut administrator).await.expect("a random name");
    let name = format!("care_test_{random}");
    run(&mut administrator, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    administrator.close().await.expect("the connection to close");
    Dropped { name }
}

async fn run(connection: &mut AnyConnection, statement: &str) {
    if let Err(error) = sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await {
        panic!("`{statement}` failed: {error}");
    }
}

/// On a thread of its own, because a drop cannot wait inside the test's runtime.
impl Drop for Dropped {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                let Some(server) = SERVER.get() else { return };
                if let Ok(mut connection) = AnyConnection::connect(&server.url("postgres")).await {
                    // A database that stays behind goes with the private server.
                    let _ = sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await;
                    let _ = connection.close().await;
                }
            });
        });
        let _ = dropping.join();
    }
}
