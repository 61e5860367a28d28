//! What the videos are called.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{categories::Category, chance, products::DemoProduct};

const HOOKS: &str = "这个{n}我真的回购了三次|早点知道这款{n}就好了|{a}的{n}，用一周给你们看效果\
    |闺蜜问了八百遍的{n}|今天把{b}的{n}拆开给大家看|{y}元的{n}值不值？|{n}怎么选？三个细节别忽略\
    |同事都在问的{n}|新手别乱买{n}|换季第一件事：换{n}|被我妈抢走的{n}|家里常备的{n}，空瓶晒一下\
    |测了六款{n}，只留下这一款|{b}的{n}到底火在哪里|谁懂啊，这{n}也太{a}了|一个{n}用出幸福感\
    |下班后的快乐是{n}给的|{n}避坑，看这一条就够了|{a}{n}开箱|便宜又好用的{n}，学生党看过来";
const CLOSERS: &str = "|姐妹们冲|看完再决定|想要的扣1|喜欢点个小红心|链接放左下角了|手慢无|真实分享不吹不黑\
    |库存不多了|记得收藏|评论区告诉我|谁用谁知道|||";
const EMOJI: &str = "✨|🔥|😭|👀|💰|🛒|❤️|👍🏻|🥹|👩‍👧|🌸|🎉";
const COMMON_TAGS: &str = "好物分享|好物推荐|居家好物|抖音小店|种草|我的日常|新人报道|每天一个小知识|平价好物";
const CHATTY_CLOSERS: &str = "|你们也这样吗|记得收藏|评论区聊聊|喜欢点个小红心|下期想看什么|||";
/// Text that files and pages must escape.
const AWKWARD: &str = "他说\"这也太好用了吧\"，结果,第二天又买了{n}|{n},{a},三件包邮,\"别问了\"\
    |第一步：看清{n}\n第二步：看评论区\n#好物分享|<b>{n}</b>不是<i>智商税</i> &amp; 试了才知道\
    |It's {n} time! 'no' \"yes\" C:\\new 100%_ok|=1+1不等于3，{n}也一样|上半句\r\n下半句，{n}";

/// The title of a video: about a product, or without one about a topic of the category.
pub(super) fn draw(rng: &mut ChaCha8Rng, category: &Category, product: Option<&DemoProduct>, awkward: bool) -> String {
    let topic = chance::word(rng, category.topics);
    let pattern = match product {
        _ if awkward => chance::word(rng, AWKWARD),
        Some(_) => chance::word(rng, HOOKS),
        None => topic,
    };
    let (noun, adjective, brand, yuan) = product.map_or((topic, "实用", "我们家", 9), |product| {
        (product.noun, product.adjective, product.brand.as_str(), product.price / 100)
    });
    let mut title =
        pattern.replace("{n}", noun).replace("{a}", adjective).replace("{b}", brand).replace("{y}", &yuan.to_string());
    if awkward {
        return title;
    }

    let closer = chance::word(rng, if product.is_some() { CLOSERS } else { CHATTY_CLOSERS });
    if !closer.is_empty() {
        title.push_str(if title.ends_with('？') { "" } else { "，" });
        title.push_str(closer);
    }
    if rng.random_bool(0.35) {
        title.push_str(chance::word(rng, EMOJI));
    }
    let subject = product.map_or(category.name, |product| product.shelf2);
    let named = product.filter(|_| rng.random_bool(0.5)).map(|product| product.noun);
    let common = rng.random_bool(0.7).then(|| chance::word(rng, COMMON_TAGS));
    for tag in [Some(subject), named, common].into_iter().flatten() {
        title.push_str(" #");
        title.push_str(tag);
    }
    title
}
