//! How often one address may ask: so many requests a second, and twice as many at once.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{Request, header};
use axum::middleware::Next;
use axum::response::Response;
use mediaop_core::contract::problem;

use super::answers::carried;
use super::token::PROBES;

/// Where others can reach the server: a page asks for some ten answers at a time.
pub(crate) const DEFAULT_ELSEWHERE: u32 = 100;
/// Beyond so many addresses those that have been quiet are forgotten.
const MOST_ADDRESSES: usize = 10_000;

/// A bucket of requests for each address, which fills again at the rate.
#[derive(Debug)]
pub(super) struct Limit {
    per_second: f64,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Limit {
    /// None for 0.
    pub(super) fn of(per_second: u32) -> Option<Arc<Self>> {
        (per_second > 0).then(|| Arc::new(Limit { per_second: per_second.into(), buckets: Mutex::default() }))
    }

    /// Takes a request from the bucket; how long to wait where there is none.
    fn take(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let full = 2.0 * self.per_second;
        let filled = |bucket: &Bucket| {
            let since = now.saturating_duration_since(bucket.at).as_secs_f64();
            full.min(bucket.left + since * self.per_second)
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_ADDRESSES {
            buckets.retain(|_, bucket| filled(bucket) < full);
        }
        let left = buckets.get(&address).map_or(full, filled);
        let taken = left >= 1.0;
        buckets.insert(address, Bucket { left: if taken { left - 1.0 } else { left }, at: now });
        if taken { Ok(()) } else { Err(Duration::from_secs_f64((1.0 - left) / self.per_second)) }
    }
}

/// Who has one address of IPv6 has 2^64 of them.
fn one_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        v4 => v4,
    }
}

/// Refuses requests of an address that asks too often; probes are not counted.
pub(super) async fn limited(State(limit): State<Option<Arc<Limit>>>, request: Request<Body>, next: Next) -> Response {
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| one_of(peer.0.ip()));
    let counted = limit.zip(address).filter(|_| !PROBES.contains(&request.uri().path()));
    let refused = counted.and_then(|(limit, address)| Some((limit.take(address, Instant::now()).err()?, limit)));
    let Some((wait, limit)) = refused else { return next.run(request).await };
    let detail = format!(
        "More than {} requests a second came from your address; the server's setting rate_limit says how many may.",
        limit.per_second
    );
    let mut response = carried(problem(429, &detail, &[]));
    let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_two_seconds_worth_at_once_and_then_the_rate() {
        let limit = Limit::of(5).unwrap();
        let (a, b) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let began = Instant::now();
        let after = |ms| began + Duration::from_millis(ms);
        assert_eq!((0..12).filter(|_| limit.take(a, began).is_ok()).count(), 10);
        assert_eq!(limit.take(a, began), Err(Duration::from_millis(200)));
        assert_eq!(limit.take(b, began), Ok(()), "another address");
        assert!(limit.take(a, after(190)).is_err() && limit.take(a, after(210)).is_ok());
        assert_eq!((0..99).filter(|_| limit.take(a, after(1_210)).is_ok()).count(), 5);
        assert_eq!((0..99).filter(|_| limit.take(a, after(60_000)).is_ok()).count(), 10);
        assert!(Limit::of(0).is_none());
    }

    #[test]
    fn addresses_that_are_quiet_are_forgotten() {
        let limit = Limit::of(1).unwrap();
        let began = Instant::now();
        for number in 0..MOST_ADDRESSES as u32 {
            limit.take(IpAddr::from(number.to_be_bytes()), began).unwrap();
        }
        limit.take(IpAddr::from([127, 0, 0, 1]), began + Duration::from_secs(9)).unwrap();
        assert_eq!(limit.buckets.lock().unwrap().len(), 1);
    }

    #[test]
    fn addresses_of_one_network_of_ipv6_are_one() {
        let [a, b, c] =
            ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"].map(|text| one_of(text.parse().unwrap()));
        assert!(a == b && a != c);
        assert_eq!(one_of("::ffff:10.0.0.1".parse().unwrap()), IpAddr::from([10, 0, 0, 1]));
    }
}
