//! Statements of asynchronous connections in the log.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use model_runtime::database::{Echo, SQL_TARGET};
use model_runtime::prelude::*;
use tests::db::asynchronous::Place;
use tests::models::*;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber, instrument::WithSubscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::{Flavor, everywhere};

everywhere! {
    statements_are_logged
    queries_that_repeat_are_warned_about
}

/// The events about statements, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{}={value:?};", field.name());
    }
}

impl<S: Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == SQL_TARGET {
            let mut fields = Fields(String::new());
            event.record(&mut fields);
            self.0.lock().unwrap().push(fields.0);
        }
    }
}

async fn statements_are_logged(place: &Place, _: Flavor) {
    for binds in [false, true] {
        let log = Log::default();
        let work = async {
            let db = place.pool_with(1, |options| options.echo(Echo::On).echo_binds(binds)).await;
            let find = users::table.filter(users::name.eq("s3cret")).select(users::id);
            db.atomic(async |conn| find.all::<i64, _>(conn).await).await.unwrap();
        };
        work.with_subscriber(tracing_subscriber::registry().with(log.clone())).await;
        let logged = log.0.lock().unwrap();
        let begin = logged.iter().rposition(|event| event.contains("message=begin")).unwrap();
        let [begin, select, commit] = &logged[begin..] else { panic!("{logged:?}") };
        assert!(begin.contains("depth=1") && commit.contains("message=commit"), "{logged:?}");
        assert!(select.contains("SELECT") && select.contains("elapsed="), "{logged:?}");
        assert_eq!(select.contains("s3cret"), binds, "{logged:?}");
    }
}

async fn queries_that_repeat_are_warned_about(place: &Place, _: Flavor) {
    let log = Log::default();
    let work = async {
        let db = place.pool_with(1, |options| options.warn_repeated(3)).await;
        for round in 0..2 {
            let mut conn = db.get().await.unwrap();
            for id in 0..2 + round {
                User::get(id, &mut conn).await.unwrap();
                User::query().exists(&mut conn).await.unwrap();
            }
            User::query().exists(&mut conn).await.unwrap();
        }
        db
    };
    let db = work.with_subscriber(tracing_subscriber::registry().with(log.clone())).await;
    let logged = log.0.lock().unwrap();
    let times: Vec<_> = logged.iter().map(|event| (event.contains("times=3"), event.contains("times=4"))).collect();
    // First the one, then both.
    assert_eq!(times.len(), 3, "{logged:?}");
    assert!(times[0].0 && times[1] != times[2], "{logged:?}");
    for event in logged.iter() {
        assert!(event.contains("load related rows together") && event.contains("sql=\"SELECT"), "{event}");
        assert!(event.contains("database=sqlite") || place.is_server(), "{event}");
    }
    drop(db);
}
