//! Sends requests to a server on this machine and says how long answers took.
//!
//! `load ADDRESS:PORT PATHS RATE SECONDS CONNECTIONS` sends the paths of a file, a line each, one
//! after the other and again, and prints figures as JSON.
//!
//! With a RATE each request has its moment, whatever became of those before (open loop), and its
//! latency counts from that moment: a server that falls behind is not spared what waits for it.
//! With RATE 0 each connection asks again as soon as it has its answer, and what counts is how many
//! a second.

mod figures;
mod pace;

use std::env;
use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use figures::Figures;
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use pace::Pace;
use tokio::net::TcpStream;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Beyond this a request counts as failed.
const PATIENCE: Duration = Duration::from_secs(20);
const USAGE: &str = "usage: load ADDRESS:PORT PATHS RATE SECONDS CONNECTIONS";

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [address, paths, rate, seconds, connections] = arguments.as_slice() else { return Err(USAGE.into()) };
    let address: SocketAddr = address.parse()?;
    if !address.ip().is_loopback() {
        return Err(format!("{address} is another machine: only servers on this one are put under load").into());
    }
    let paths: Arc<[String]> = std::fs::read_to_string(paths)?.lines().map(str::to_owned).collect();
    if paths.is_empty() {
        return Err("the file of paths is empty".into());
    }
    let (rate, seconds, connections): (f64, f64, usize) = (rate.parse()?, seconds.parse()?, connections.parse()?);
    let pace = Pace::begin(rate, Duration::from_secs_f64(seconds));
    let clients: Vec<_> =
        (0..connections).map(|_| tokio::spawn(client(address, Arc::clone(&paths), Arc::clone(&pace)))).collect();
    let mut all = Figures::default();
    for client in clients {
        all.add(client.await??);
    }
    writeln!(stdout(), "{}", all.told(pace.began().elapsed()))?;
    Ok(())
}

/// Takes the next request that is due, again and again.
async fn client(address: SocketAddr, paths: Arc<[String]>, pace: Arc<Pace>) -> Result<Figures, Failure> {
    let mut figures = Figures::default();
    let mut connection = connect(address).await?;
    while let Some((number, due)) = pace.next().await {
        let path = &paths[number % paths.len()];
        match tokio::time::timeout(PATIENCE, ask(&mut connection, address, path)).await {
            Ok(Ok(status)) => figures.answered(status, due.elapsed()),
            Ok(Err(_)) | Err(_) => {
                figures.failed();
                connection = connect(address).await?;
            }
        }
    }
    Ok(figures)
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Empty<Bytes>>, Failure> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (requests, connection) = handshake(TokioIo::new(stream)).await?;
    // Its end is seen by the request that finds it closed.
    tokio::spawn(connection);
    Ok(requests)
}

/// Asks, and reads the answer to its end.
async fn ask(connection: &mut SendRequest<Empty<Bytes>>, address: SocketAddr, path: &str) -> Result<u16, Failure> {
    connection.ready().await?;
    let request = Request::get(path).header(header::HOST, address.to_string()).body(Empty::new())?;
    let response = connection.send_request(request).await?;
    let status = response.status().as_u16();
    let mut body = response.into_body();
    while let Some(frame) = body.frame().await {
        frame?;
    }
    Ok(status)
}
