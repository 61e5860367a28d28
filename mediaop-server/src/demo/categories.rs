//! The invented catalog: the categories, and how their viewers behave.
//!
//! Lists are written `one|two|three`; [`chance::word`](super::chance::word) draws from them.

use super::subcategories::{self, Subcategory};

/// A first-level category.
pub(super) struct Category {
    pub(super) name: &'static str,
    /// How many creators and products it has, relative to the others.
    pub(super) weight: f64,
    /// Factor on the likes of a video.
    pub(super) likes: f64,
    /// Collects per like: high where viewers mean to come back.
    pub(super) collect: f64,
    /// Shares per like.
    pub(super) share: f64,
    /// Comments per like.
    pub(super) comment: f64,
    /// Ends of nicknames.
    pub(super) roles: &'static str,
    /// Titles of videos that sell nothing.
    pub(super) topics: &'static str,
    pub(super) subcategories: &'static [Subcategory],
}

pub(super) const CATEGORIES: [Category; 10] = [
    Category {
        name: "美妆护肤",
        weight: 1.8,
        likes: 1.2,
        collect: 0.22,
        share: 0.06,
        comment: 0.05,
        roles: "爱美妆|护肤日记|化妆间|的变美笔记|成分研究员",
        topics: "通勤妆五分钟搞定|黄皮怎么选口红|刷酸新手先看这条|单眼皮眼妆教程|熬夜后急救的三步",
        subcategories: subcategories::BEAUTY,
    },
    Category {
        name: "食品饮料",
        weight: 1.7,
        likes: 1.1,
        collect: 0.12,
        share: 0.16,
        comment: 0.08,
        roles: "爱吃|的小厨房|探店记|吃货日常|零食铺",
        topics: "十分钟家常菜|夜市一条街吃到撑|妈妈做的年夜饭|这样煮面最香|一人食晚餐",
        subcategories: subcategories::FOOD,
    },
    Category {
        name: "服饰内衣",
        weight: 1.6,
        likes: 1.0,
        collect: 0.17,
        share: 0.05,
        comment: 0.06,
        roles: "穿搭|的衣橱|爱穿衣|小个子穿搭|搭配师",
        topics: "一周穿搭不重样|梨形身材怎么穿|衣服这样叠不起皱|秋天的第一套叠穿|小个子显高公式",
        subcategories: subcategories::CLOTHES,
    },
    Category {
        name: "家居日用",
        weight: 1.4,
        likes: 0.9,
        collect: 0.32,
        share: 0.1,
        comment: 0.05,
        roles: "的家|爱收纳|居家日记|租房改造|生活家",
        topics: "厨房油污这样擦|小户型多出一面墙|衣柜整理三步法|租房五百元改造|被套一个人怎么套",
        subcategories: subcategories::HOME,
    },
    Category {
        name: "母婴用品",
        weight: 1.2,
        likes: 0.9,
        collect: 0.3,
        share: 0.09,
        comment: 0.09,
        roles: "带娃记|妈妈的一天|育儿笔记|和两个宝|宝爸",
        topics: "宝宝半夜哭怎么办|辅食第一口吃什么|三岁前别做的事|带娃出门清单|幼儿园分离焦虑",
        subcategories: subcategories::MOTHER_AND_CHILD,
    },
    Category {
        name: "个护清洁",
        weight: 1.0,
        likes: 0.8,
        collect: 0.15,
        share: 0.07,
        comment: 0.04,
        roles: "好物库|囤货日记|精打细算|爱干净",
        topics: "白衣服发黄这样洗|头发塌的人看过来|牙黄的三个习惯|洗衣机多久洗一次",
        subcategories: subcategories::PERSONAL_CARE,
    },
    Category {
        name: "数码家电",
        weight: 0.9,
        likes: 1.1,
        collect: 0.26,
        share: 0.08,
        comment: 0.11,
        roles: "玩数码|科技说|评测室|的桌面|极客",
        topics: "手机这五个设置赶紧关|桌面改造全过程|旧手机别扔|相机入门三分钟",
        subcategories: subcategories::ELECTRONICS,
    },
    Category {
        name: "图书文教",
        weight: 0.8,
        likes: 0.85,
        collect: 0.62,
        share: 0.14,
        comment: 0.06,
        roles: "老师讲|读书笔记|陪读妈妈|学习法|自习室",
        topics: "三年级数学的分水岭|作文开头万能公式|每天十个英语单词|错题本的正确做法|孩子磨蹭怎么治",
        subcategories: subcategories::BOOKS,
    },
    Category {
        name: "运动户外",
        weight: 0.8,
        likes: 0.9,
        collect: 0.35,
        share: 0.08,
        comment: 0.06,
        roles: "练起来|爱露营|跑步记|健身房|户外志",
        topics: "跟练十分钟瘦肚子|新手跑步先练这个|露营装备清单|久坐肩颈放松|徒步一日路线",
        subcategories: subcategories::SPORT,
    },
    Category {
        name: "宠物用品",
        weight: 0.7,
        likes: 1.4,
        collect: 0.1,
        share: 0.13,
        comment: 0.12,
        roles: "养猫记|和狗子|铲屎官|的毛孩子|猫舍日常",
        topics: "猫咪为什么踩奶|狗子第一次看海|三只猫的早晨|给猫洗澡翻车现场|狗狗拆家合集",
        subcategories: subcategories::PETS,
    },
];
