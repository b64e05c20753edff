//! A writer is killed at any moment: what it was told to be kept is there, and nothing is half
//! there. `XIBAO_KILLS=200` is the long form; `XIBAO_SERVER_KILLS=5`, for a cluster of one's own
//! and this test alone, kills the server's processes.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use xibao_app::{AppError, ImportRequest, NewPerson, Register};
use xibao_domain::{BatchId, Field, OrganisationId, OrganisationKind, PersonId};
use xibao_rulebook::bundled;
use xibao_store::Place;
use xibao_vault::Suite;

use crate::chance::{Chance, asked};
use crate::ground::Beside;
use crate::import::{HEADER, row};
use crate::support::{Bench, day, founding, new_member, purpose};

on_both_engines!(a_killed_writer_leaves_what_was_acknowledged_and_nothing_half);

#[test]
fn killed_server_processes_leave_what_was_acknowledged() {
    if asked("XIBAO_SERVER_KILLS", 0) > 0 {
        crate::ground::on_postgres("server_kills", kill_the_server);
    }
}

/// The writer's place, key file, branch and seed, one a line.
const ORDERS: &str = "XIBAO_WRITER_ORDERS";
/// Rows of an import.
const ROWS: u32 = 300;
/// Kills of one database; then a new one, so that verifying all of it does not take for ever.
const KILLS_MAX: u64 = 25;
/// The longest a writer is let write.
const WRITING_MILLIS: usize = 300;

/// The writer: a process of its own, which returns at once where it has no orders.
#[tokio::test]
async fn writer() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let orders: Vec<&str> = orders.lines().collect();
    let place: Place = orders[0].parse().unwrap();
    let book = bundled::cpc().unwrap();
    let register = Register::open(&place, Path::new(orders[1]), book).await.unwrap();
    println!("\nready");
    let mut writer = Writer {
        register,
        branch: orders[2].parse().unwrap(),
        roster: PathBuf::from(orders[1]).with_extension("csv"),
        chance: Chance::of(orders[3].parse().unwrap()),
        people: Vec::new(),
        undoable: Vec::new(),
    };
    loop {
        match writer.write().await {
            Ok(batch) => acknowledge(batch),
            // Refused, or the server is gone, which the parent sees for itself.
            Err(AppError::Refused(refusal)) => println!("\nrefused {}", refusal.code),
            Err(error) => return println!("\nended {error}"),
        }
    }
}

fn acknowledge(batch: BatchId) {
    println!("\nkept {batch}");
    std::io::stdout().flush().unwrap();
}

struct Writer {
    register: Register,
    branch: OrganisationId,
    roster: PathBuf,
    chance: Chance,
    people: Vec<PersonId>,
    undoable: Vec<BatchId>,
}

impl Writer {
    async fn write(&mut self) -> Result<BatchId, AppError> {
        match (self.chance.below(10), self.people.is_empty()) {
            (0, _) => return self.import().await,
            (1, _) if !self.undoable.is_empty() => {
                let last = self.undoable.pop().unwrap();
                return self.register.undo(purpose("undo"), last, "重来").await;
            }
            (2..6, false) => {
                let text = format!("第{}次", self.chance.next());
                let change = [(Field::Remark, Some(text))].into();
                let person = *self.chance.pick(&self.people);
                self.register.edit_person(purpose("edit"), person, &change, today()).await?;
            }
            _ => {
                let person: NewPerson = new_member("王建国", self.branch);
                let id = self.register.register_person(purpose("new"), person, today()).await?;
                self.people.push(id);
            }
        }
        Ok(self.register.recent_batches(1).await?[0].id)
    }

    async fn import(&mut self) -> Result<BatchId, AppError> {
        let born = format!("19{:02}0101", self.chance.below(90) + 10);
        let rows: Vec<String> = (0..ROWS)
            .map(|nth| {
                let nth = nth * 2 + 1;
                row(&format!("李{}", char::from_u32(0x4e00 + nth).unwrap()), &born, nth, "")
            })
            .collect();
        std::fs::write(&self.roster, format!("{HEADER}{}", rows.concat())).unwrap();
        let request = ImportRequest {
            path: self.roster.clone(),
            sheet: None,
            within: self.branch,
            actor: "测试员".into(),
        };
        let preview = self.register.preview(request, &mut |_| {}).await?;
        let done = self.register.commit("测试员", preview.id, false, &mut |_| {}).await?;
        if done.entered == 0 {
            // The same people once more: there is nothing that a batch would be of.
            return Ok(self.register.recent_batches(1).await?[0].id);
        }
        self.undoable.push(done.batch);
        Ok(done.batch)
    }
}

fn today() -> xibao_rulebook::Dated {
    day("2026-11-24")
}

/// A register whose writers are killed.
struct Scene {
    place: Place,
    keys: PathBuf,
    branch: OrganisationId,
    kept: Vec<String>,
}

impl Scene {
    async fn new(bench: &Bench) -> Scene {
        let place = bench.another().await;
        let nth = bench.ground.count();
        let keys = bench.folder.path().join(format!("{nth}.keys"));
        let book = bundled::cpc().unwrap();
        let register = Register::create(&place, &keys, Suite::Intl, book).await.unwrap();
        let county = founding("青禾县委", OrganisationKind::Committee, None);
        let county = register.found(purpose("found"), county, today()).await.unwrap();
        let branch = founding("东街支部", OrganisationKind::Branch, Some(county));
        let branch = register.found(purpose("found"), branch, today()).await.unwrap();
        register.close().await;
        Scene { place, keys, branch, kept: Vec::new() }
    }

    fn writer(&self, seed: u64) -> Running {
        let place = match &self.place {
            Place::File(path) => path.display().to_string(),
            Place::Server(address) => address.clone(),
        };
        let orders = format!("{place}\n{}\n{}\n{seed}", self.keys.display(), self.branch);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::writer", "--nocapture", "--test-threads=1"])
            .env(ORDERS, orders)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (to, output) = (lines.clone(), BufReader::new(child.stdout.take().unwrap()));
        let reader = std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                to.lock().unwrap().push(line);
            }
        });
        Running { child, lines, reader: Some(reader) }
    }

    /// Everything acknowledged is there, and the whole register is in order.
    async fn check(&mut self, acknowledged: Vec<String>) {
        self.kept.extend(acknowledged);
        let book = bundled::cpc().unwrap();
        let register = Register::open(&self.place, &self.keys, book).await.unwrap();
        let mut beside = Beside::at(&self.place).await;
        for text in &self.kept {
            let parts = register.batch(text.parse().unwrap()).await.unwrap();
            let recorded: i64 = parts.iter().map(|part| part.facts).sum();
            assert_eq!(beside.facts_of_batch(text).await, recorded, "{text}");
        }
        let verification = register.verify(&mut |_| {}).await.unwrap();
        assert!(verification.is_clean(), "{verification:#?}");
        register.close().await;
    }
}

struct Running {
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    reader: Option<std::thread::JoinHandle<()>>,
}

impl Running {
    fn has_said(&self, word: &str) -> bool {
        self.lines.lock().unwrap().iter().any(|line| line.starts_with(word))
    }

    async fn until_ready(&mut self) {
        while !self.has_said("ready") {
            assert!(self.child.try_wait().unwrap().is_none(), "{:?}", self.lines.lock().unwrap());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Kills the writer (SIGKILL) and tells what it had acknowledged.
    fn kill(&mut self) -> Vec<String> {
        let _ = self.child.kill();
        self.child.wait().unwrap();
        self.reader.take().unwrap().join().unwrap();
        let lines = self.lines.lock().unwrap();
        lines.iter().filter_map(|line| line.strip_prefix("kept ")).map(str::to_owned).collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

async fn a_killed_writer_leaves_what_was_acknowledged_and_nothing_half(bench: Bench) {
    let kills = asked("XIBAO_KILLS", 10);
    let seed = asked("XIBAO_SEED", 20_261_124);
    let (mut chance, begun) = (Chance::of(seed), Instant::now());
    let (mut kept, mut scene) = (0, Scene::new(&bench).await);
    for kill in 1..=kills {
        if kill % KILLS_MAX == 0 {
            kept += scene.kept.len();
            scene = Scene::new(&bench).await;
        }
        let mut running = scene.writer(chance.next());
        if !chance.once_in(10) {
            running.until_ready().await;
        }
        let millis = u64::try_from(chance.below(WRITING_MILLIS)).unwrap();
        tokio::time::sleep(Duration::from_millis(millis)).await;
        let acknowledged = running.kill();
        scene.check(acknowledged).await;
    }
    kept += scene.kept.len();
    assert!(kept > 0, "no writer came to write anything");
    eprintln!("{kills} kills, {kept} batches acknowledged, {:?}, seed {seed}", begun.elapsed());
}

async fn kill_the_server(bench: Bench) {
    let kills = asked("XIBAO_SERVER_KILLS", 0);
    let mut chance = Chance::of(asked("XIBAO_SEED", 20_261_124));
    let mut scene = Scene::new(&bench).await;
    bench.register.close().await;
    for _ in 0..kills {
        let mut running = scene.writer(chance.next());
        running.until_ready().await;
        while !running.has_said("kept") {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let millis = u64::try_from(chance.below(WRITING_MILLIS)).unwrap();
        tokio::time::sleep(Duration::from_millis(millis)).await;
        let mut beside = Beside::at(&scene.place).await;
        let backends = beside.texts(BACKENDS).await;
        assert!(!backends.is_empty());
        let killed = Command::new("kill").arg("-KILL").args(&backends[..1]).status().unwrap();
        assert!(killed.success(), "the server is not this machine's, or another user's");
        while !running.has_said("ended") {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let acknowledged = running.kill();
        assert!(!acknowledged.is_empty());
        until_back(&scene.place).await;
        scene.check(acknowledged).await;
    }
    eprintln!("{kills} kills of a server process, {} batches acknowledged", scene.kept.len());
}

const BACKENDS: &str = "SELECT CAST(pid AS TEXT) FROM pg_stat_activity \
                        WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// A server of which a process was killed ends all others and recovers.
async fn until_back(place: &Place) {
    for _ in 0..600 {
        if let Ok(store) = xibao_store::Store::open(place).await {
            return store.close().await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the server did not come back");
}
