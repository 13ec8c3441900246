//! Handlers of a web server, and other code whose futures go from thread to thread or are dropped. That they are `Send` is shown by
//! compiling.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use futures_util::StreamExt;
use model_runtime::Error;
use model_runtime::database::{Retry, Transaction};
use model_runtime::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tests::db::asynchronous::Place;
use tower::ServiceExt;

use crate::{Flavor, everywhere};

everywhere! {
    handlers_answer_with_rows_and_problems
    a_handler_that_takes_too_long_leaves_nothing
    a_client_that_hangs_up_leaves_nothing
    futures_race_and_join
}

#[derive(Model, Debug, Clone, PartialEq, Serialize)]
#[model(table = "guests")]
pub struct Guest {
    pub id: i64,
    #[validate(length(min = 1, max = 20))]
    pub name: String,
    #[model(unique)]
    #[validate(length(max = 100))]
    pub email: String,
}

schema! {
    /// The tables of the server.
    pub House: Guest
}

#[derive(Deserialize)]
struct Arrival {
    name: String,
    email: String,
}

/// An error as a response.
struct Failure(Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let problem = self.0.problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], Json(problem)).into_response()
    }
}

async fn arrive(State(db): State<AsyncDatabase>, Json(guest): Json<Arrival>) -> Result<impl IntoResponse, Failure> {
    let guest = db
        .atomic(async |conn| {
            let new = NewGuest { name: guest.name.clone(), email: guest.email.clone() };
            let guest = new.insert(conn).await?;
            // A savepoint, which is given up.
            let twice = conn.atomic(async |conn| Guest::insert_rows([guest.clone()], conn).await).await;
            if twice.is_ok() { Err(Error::MultipleFound { model: "Guest" }) } else { Ok(guest) }
        })
        .await?;
    Ok((StatusCode::CREATED, Json(guest)))
}

async fn show(State(db): State<AsyncDatabase>, Path(id): Path<i64>) -> Result<Json<Guest>, Failure> {
    Ok(Json(Guest::find(id, &mut db.get().await?).await?))
}

async fn rename(
    State(db): State<AsyncDatabase>,
    Path(id): Path<i64>,
    Json(name): Json<String>,
) -> Result<Json<Guest>, Failure> {
    let mut conn = db.get().await?;
    let mut transaction = Transaction::begin(&mut conn).await?;
    let mut guest = Guest::find(id, &mut transaction).await?;
    guest.name = name;
    guest.save(&mut transaction).await?;
    transaction.commit().await?;
    Ok(Json(guest))
}

async fn all(State(db): State<AsyncDatabase>) -> Result<Json<Vec<String>>, Failure> {
    let mut conn = db.get().await?;
    let rows = Guest::query().order(guests::id).stream(&mut conn).await?;
    let names: Vec<_> = rows.map(|guest| guest.map(|guest| guest.name)).collect().await;
    Ok(Json(names.into_iter().collect::<Result<_, Error>>()?))
}

async fn clear(State(db): State<AsyncDatabase>) -> Result<Json<usize>, Failure> {
    let work = async move |conn: &mut AsyncAnyConnection| Guest::query().delete_all(conn).await;
    Ok(Json(db.atomic_retrying(Retry::new(), work).await?))
}

/// Writes, and then takes longer than it may.
async fn linger(State(db): State<AsyncDatabase>, Path(millis): Path<u64>) -> Result<StatusCode, Failure> {
    let work = db.atomic(async |conn| {
        NewGuest { name: "lingering".into(), email: "lingering".into() }.insert(conn).await?;
        tokio::time::sleep(Duration::from_secs(60)).await;
        Ok::<_, Error>(())
    });
    match tokio::time::timeout(Duration::from_millis(millis), work).await {
        Ok(done) => done.map(|()| StatusCode::OK).map_err(Failure),
        Err(_) => Ok(StatusCode::GATEWAY_TIMEOUT),
    }
}

fn server(db: AsyncDatabase) -> Router {
    Router::new()
        .route("/guests", post(arrive).get(all).delete(clear))
        .route("/guests/{id}", get(show))
        .route("/guests/{id}/name", put(rename))
        .route("/linger/{millis}", get(linger))
        .with_state(db)
}

async fn house(place: &Place, size: u32) -> AsyncDatabase {
    let db = place.pool_without_tables(size, |options| options.pool_timeout(Duration::from_millis(300))).await;
    House::create_all(&mut db.get().await.unwrap()).await.unwrap();
    db
}

/// What a server answers.
async fn ask(server: &Router, method: &str, path: &str, body: Value) -> (u16, String, Value) {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    let answer = server.clone().oneshot(request.body(Body::from(body.to_string())).unwrap()).await.unwrap();
    let kind = answer.headers().get(header::CONTENT_TYPE).map_or("", |kind| kind.to_str().unwrap()).to_owned();
    let status = answer.status().as_u16();
    let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (status, kind, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

async fn handlers_answer_with_rows_and_problems(place: &Place, _: Flavor) {
    let db = house(place, 1).await;
    let server = server(db.clone());
    let (status, _, ann) = ask(&server, "POST", "/guests", json!({"name": "Ann", "email": "ann@example.com"})).await;
    assert_eq!((status, &ann["name"]), (201, &json!("Ann")));
    let path = format!("/guests/{}", ann["id"]);
    assert_eq!(ask(&server, "GET", &path, Value::Null).await.2, ann);
    assert_eq!(ask(&server, "PUT", &format!("{path}/name"), json!("Anna")).await.2["name"], json!("Anna"));
    assert_eq!(ask(&server, "GET", "/guests", Value::Null).await.2, json!(["Anna"]));

    let (status, kind, problem) = ask(&server, "GET", "/guests/9999", Value::Null).await;
    assert_eq!((status, &*kind, &problem["title"]), (404, "application/problem+json", &json!("no `Guest` found")));
    let (status, _, problem) = ask(&server, "POST", "/guests", json!({"name": "", "email": "x"})).await;
    assert_eq!(
        (status, &problem["errors"][0]["field"], &problem["errors"][0]["code"]),
        (422, &json!("name"), &json!("length"))
    );
    let (status, _, problem) =
        ask(&server, "POST", "/guests", json!({"name": "Bob", "email": "ann@example.com"})).await;
    assert_eq!(
        (status, &problem["errors"][0]["field"], &problem["errors"][0]["code"]),
        (409, &json!("email"), &json!("unique"))
    );
    let lent = db.get().await.unwrap();
    assert_eq!(ask(&server, "GET", &path, Value::Null).await.0, 503);
    drop(lent);
    assert_eq!(ask(&server, "DELETE", "/guests", Value::Null).await.2, json!(1));
    assert_eq!((db.status().open, db.status().idle, db.status().waiting), (1, 1, 0));
}

async fn a_handler_that_takes_too_long_leaves_nothing(place: &Place, _: Flavor) {
    let db = house(place, 2).await;
    let server = server(db.clone());
    for _ in 0..5 {
        assert_eq!(ask(&server, "GET", "/linger/50", Value::Null).await.0, 504);
        assert_eq!(ask(&server, "GET", "/guests", Value::Null).await.2, json!([]));
    }
}

async fn a_client_that_hangs_up_leaves_nothing(place: &Place, _: Flavor) {
    let db = house(place, 2).await;
    let server = server(db.clone());
    for _ in 0..5 {
        let server = server.clone();
        let request = tokio::spawn(async move { ask(&server, "GET", "/linger/50000", Value::Null).await.0 });
        tokio::time::sleep(Duration::from_millis(10)).await;
        request.abort();
        assert!(request.await.is_err_and(|error| error.is_cancelled()));
    }
    assert_eq!(ask(&server, "GET", "/guests", Value::Null).await.2, json!([]));
    assert_eq!(db.status().waiting, 0);
}

async fn futures_race_and_join(place: &Place, _: Flavor) {
    let db = house(place, 2).await;
    let (mut first, mut second) = (db.get().await.unwrap(), db.get().await.unwrap());
    let new = |name: &str| NewGuest { name: name.into(), email: name.into() };
    let (ann, bob) = tokio::try_join!(new("ann").insert(&mut first), new("bob").insert(&mut second)).unwrap();
    let failed = tokio::try_join!(Guest::find(9_999, &mut first), async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Guest::find(bob.id, &mut second).await
    });
    assert!(failed.unwrap_err().is_not_found());
    // One of them is dropped; the connection of the other goes on.
    let found = tokio::select! {
        found = Guest::find(ann.id, &mut first) => found,
        () = tokio::time::sleep(Duration::from_secs(60)) => Err(Error::NotFound { model: "Guest", rows: Vec::new() }),
    };
    assert_eq!(found.unwrap(), ann);
    let timed_out = tokio::select! {
        biased;
        () = std::future::ready(()) => true,
        _ = Guest::find(ann.id, &mut first) => false,
    };
    assert!(timed_out);
    assert_eq!(Guest::find(bob.id, &mut first).await.unwrap(), bob);
    drop((first, second));
    let task = tokio::spawn({
        let db = db.clone();
        async move {
            let mut conn = db.get().await?;
            Guest::query().order(guests::name).all(&mut conn).await
        }
    });
    assert_eq!(task.await.unwrap().unwrap(), [ann, bob]);
}
