use model_runtime::prelude::*;

mod money {
    pub struct Amount(i64);
    pub enum Currency {
        Euro,
    }
}

// Two mistakes are two errors, and the uses of the model none.
#[derive(Model)]
struct Price {
    id: i64,
    amount: Option<money::Amount>,
    #[model(unique)]
    currency: money::Currency,
    hidden: model_runtime::Sensitive<money::Amount>,
}

fn uses(price: Price) {
    let _ = NewPrice { amount: None, currency: money::Currency::Euro, hidden: price.hidden };
    let _ = PricePatch { amount: Set(None), ..Default::default() };
    let _ = Price::query().filter(prices::id.eq(1)).order(prices::currency);
}

fn main() {}
