//! Futures that are polled so many times and dropped.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use tokio::sync::Notify;

/// When a future is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drops {
    /// While what it waits for is on its way.
    Waiting,
    /// When that is there, and was not looked at.
    Woken,
}

struct Woken(Notify);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.notify_one();
    }
}

/// Polls a future so many times, each time after it was woken, and drops it; what it came to, if it is complete by then.
pub async fn polled<T>(future: impl Future<Output = T>, times: usize, drops: Drops) -> Option<T> {
    let mut future = pin!(future);
    let woken = Arc::new(Woken(Notify::new()));
    let waker = Waker::from(Arc::clone(&woken));
    for time in 1..=times {
        if let Poll::Ready(outcome) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Some(outcome);
        }
        if time < times || drops == Drops::Woken {
            let waited = tokio::time::timeout(Duration::from_secs(20), woken.0.notified()).await;
            waited.expect("a future that waits is woken");
        }
    }
    None
}
