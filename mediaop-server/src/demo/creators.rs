//! Who publishes: creators with specialities, skill and a posting rate.

use std::collections::HashSet;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{categories::CATEGORIES, chance};

/// Nicknames are a head and the role of a category.
const NICKNAME_HEADS: &str = "小鹿|阿禾|大橘|老周|糖糖|林深|果果|一只鱼|南巷|木木|阿宁|胖丁|晚晚|七七|豆包妈|北北\
    |石榴|晓晓|陈三岁|知夏|橙子|阿岳|圆圆|米粒|江江|乔一|土豆|小满|团子|阿柒|青柠|夏夏|老李|安然|泡泡|可乐哥";
/// Empty where the page does not say.
const PROVINCES: &str = "广东|浙江|江苏|山东|四川|河南|湖北|福建|上海|北京|湖南|安徽|河北|陕西|重庆|辽宁|江西|云南||";

const ID_LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/// How much of a creator's work goes to the first, second and third speciality.
const SPECIALITY_WEIGHTS: [f64; 3] = [6.0, 3.0, 1.0];

/// One row of `dy_creator`.
#[derive(Clone, Debug)]
pub struct DemoCreator {
    /// Bears the sec_uid, as MediaCrawler writes it.
    pub user_id: String,
    /// Unique among the creators.
    pub nickname: String,
    /// An address that leads nowhere.
    pub avatar: String,
    /// `IP属地：浙江`, or empty.
    pub ip_location: String,
    /// Followers as text: `8421`, or `12.3w` as some pages show it.
    pub fans: String,
    /// Likes received over all time, as text.
    pub interaction: String,
    /// Videos published over all time, as text.
    pub videos_count: String,
    /// `女`, `男` or `未知`.
    pub gender: &'static str,
    /// Factor on the likes of every video; the median creator has 1.
    pub(super) skill: f64,
    /// Videos a day, relative to the other creators.
    pub(super) rate: f64,
    /// One to three places in the list of categories, the strongest first.
    specialities: Vec<usize>,
}

impl DemoCreator {
    /// A category to shoot for, and how well the creator does in it.
    pub(super) fn choose_category(&self, rng: &mut ChaCha8Rng) -> (usize, f64) {
        let weights = SPECIALITY_WEIGHTS.iter().take(self.specialities.len()).copied();
        let place = chance::weighted(rng, weights).unwrap_or(0);
        (self.specialities[place], [1.3, 0.9, 0.6][place])
    }
}

/// Creators with different nicknames.
pub(super) fn draw(rng: &mut ChaCha8Rng, count: usize) -> Vec<DemoCreator> {
    let mut taken = HashSet::new();
    (0..count)
        .map(|number| {
            let mut creator = creator(rng, number);
            while !taken.insert(creator.nickname.clone()) {
                creator.nickname.push_str(chance::word(rng, "呀|酱|Pro|同学|🌿|✨|2号|本人|er"));
            }
            creator
        })
        .collect()
}

fn creator(rng: &mut ChaCha8Rng, number: usize) -> DemoCreator {
    // The first creators take one category each, so that none goes without.
    let mut specialities: Vec<usize> = (0..CATEGORIES.len()).filter(|&shelf| shelf == number).collect();
    for _ in specialities.len()..rng.random_range(1..=SPECIALITY_WEIGHTS.len()) {
        let weights = CATEGORIES.iter().map(|category| category.weight);
        specialities.extend(chance::weighted(rng, weights).filter(|drawn| !specialities.contains(drawn)));
    }
    let role = chance::word(rng, CATEGORIES[specialities[0]].roles);
    let secret: String = (0..43).map(|_| char::from(ID_LETTERS[rng.random_range(0..ID_LETTERS.len())])).collect();
    let skill = chance::log_normal(rng, 0.9);
    let rate = [1.0 / 7.0, 2.0 / 7.0, 0.5, 1.0, 2.0][rng.random_range(0..5)];
    let fans = (14_000.0 * skill * chance::log_normal(rng, 0.6)) as u64;
    let province = chance::word(rng, PROVINCES);
    DemoCreator {
        user_id: format!("MS4wLjABAAAA{secret}"),
        nickname: format!("{}{role}", chance::word(rng, NICKNAME_HEADS)),
        avatar: format!("https://demo.invalid/avatar/{}.jpg", &secret[..16]),
        ip_location: if province.is_empty() { String::new() } else { format!("IP属地：{province}") },
        fans: count_text(fans, rng.random_bool(0.4)),
        interaction: count_text(fans * rng.random_range(3..16), false),
        videos_count: (rng.random_range(60..400) as f64 * (0.3 + rate)).round().to_string(),
        gender: chance::word(rng, "女|女|女|男|男|未知"),
        skill,
        rate,
        specialities,
    }
}

/// From ten thousand up, some pages show `12.3w`.
fn count_text(count: u64, rounded: bool) -> String {
    if rounded && count >= 10_000 {
        format!("{}.{}w", count / 10_000, count % 10_000 / 1_000)
    } else {
        count.to_string()
    }
}
