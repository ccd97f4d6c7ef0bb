# ruff: noqa: SIM905 - tables read best as text
"""Chinese surnames, how they are read, and the characters that foreign names are written in.

General knowledge: the Hundred Family Surnames, the census of 2020, and the tables by which
the press of the mainland and of Taiwan writes foreign names.
"""

from typing import Final

SURNAMES: Final = frozenset(
    "王李張张劉刘陳陈楊杨黃黄趙赵吳吴周徐孫孙馬马朱胡郭何林高羅罗鄭郑梁謝谢宋唐許许韓韩鄧邓馮冯曹彭"
    "曾肖蕭萧田董袁潘蔡蔣蒋余于杜葉叶程魏蘇苏呂吕丁任盧卢沈姚鍾鐘钟姜崔譚谭陸陆范汪廖石金韋韦賈贾"
    "夏傅方鄒邹熊白孟秦邱丘侯江尹薛閻闫阎雷龍龙陶黎史賀贺郝龔龚邵錢钱覃武戴孔湯汤莫康賴赖嚴严文萬万"
    "毛施牛洪樊葛邢安齊齐易喬乔伍龐庞顏颜倪莊庄聶聂章魯鲁岳翟殷詹申歐欧耿關关蘭兰焦俞左柳甘祝包寧宁"
    "尚符舒阮柯紀纪梅童畢毕單单裴霍涂塗苗盛冀路靳管鮑鲍欒栾溫温符查房曲習习屈費费饒饶祁駱骆翁管華华"
    "車车滕封辛游凌樂乐卞阎司仇穆簡简盧饒解郎宮宫冉米商虞初臧連连時时芦蘆桂時景甄勞劳艾應应卓巫衛卫"
    "季喻談谈苑焦婁娄杭邸占谷苟區区戚艾明成古晏代麥麦官冷敖蒙丛叢卜雍褚狄胥瞿柏強强邬鄔荊荆屠聞闻佟"
    "仝厲厉儲储商稅税花樓楼鹿門门宗過过暴種种隋繆缪來来原揭鄢邝鄺水"
)  # fmt: skip
COMPOUND_SURNAMES: Final = frozenset(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 司徒 夏侯 皇甫 令狐 慕容 尉迟 尉遲 长孙 長孫 公孙 公孫 东方"
    " 東方 宇文 端木 轩辕 軒轅 南宫 南宮 西门 西門 独孤 獨孤 申屠 钟离 鍾離 呼延 百里 东郭 東郭 鲜于"
    " 鮮于 闻人 聞人 澹台 澹臺 公冶 宗政 濮阳 濮陽 淳于 单于 單于 太史 赫连 赫連 万俟 拓跋".split()
)
READ_OTHERWISE: Final = dict(
    entry.split()
    for entry in (
        "单 shan|單 shan|仇 qiu|区 ou|區 ou|曾 zeng|查 zha|解 xie|任 ren|盖 ge|蓋 ge|缪 miao"
        "|繆 miao|翟 zhai|覃 qin|召 shao|乐 yue|樂 yue|员 yun|黑 he|种 chong|種 chong|洗 xian"
        "|宓 mi|尉迟 yuchi|尉遲 yuchi|长孙 zhangsun|長孫 zhangsun|万俟 moqi|澹台 tantai"
        "|澹臺 tantai|单于 chanyu|單于 chanyu|朴 piao|华 hua|華 hua|行 xing|曲 qu|都 du"
    ).split("|")
)
"""Surnames that are not read as the character mostly is."""

FOREIGN: Final = frozenset(
    "阿埃艾爱愛安昂奥奧巴班邦保鲍鮑贝貝本比宾賓波伯勃博布查昌彻徹茨茲兹慈达達丹当當道德登邓鄧狄迪蒂丁"
    "东東杜敦多厄恩尔爾耳法凡方菲費费芬丰豐佛夫弗福盖蓋甘冈岡戈格葛根贡古瓜圭哈海汉漢豪赫黑亨洪胡华華怀懷"
    "惠霍基吉季加迦贾賈简簡焦杰傑金京久卡凯凱坎康考科柯可克肯孔库庫夸昆拉莱萊赖賴兰蘭朗劳勞勒雷蕾里利立莉"
    "丽麗连連列林琳龙龍隆卢盧鲁魯路露伦倫罗羅洛马馬玛瑪迈邁麦麥曼芒毛茅梅门門蒙孟米密敏明缪繆摩莫默姆穆"
    "木纳納娜奈南内內嫩尼妮年涅宁寧纽紐农農努诺諾欧歐帕派潘庞龐佩彭蓬皮平泼珀普奇齐齊恰强乔喬切钦欽琼瓊丘"
    "屈让讓热熱仁日容荣榮茹瑞若撒萨薩塞森沙莎山尚绍紹舍申圣聖施什史士舒朔斯思松苏蘇素索塔泰坦汤湯唐陶特滕"
    "提铁鐵廷通图圖托脱瓦万萬旺威韦韋维維魏温溫文翁沃乌烏伍武西希锡錫席夏香肖谢謝辛欣兴興休许許雅亚亞延扬揚"
    "耶叶葉伊依因英尤于约約云雲泽澤扎札詹张張珍芝治朱卓兹佐祖宗蓉蕾薇薩丝絲黛戴妲婭娅琪克拓仲旺涅佛鐸铎"
    "岑昆滕頓顿爵澳儂侬翰約肖維勛勋倫喬曼茜茱琳露蒙羅蘿戎戛戶奎喀嘉姬坡培貢波"
)  # fmt: skip

LETTERS: Final = {
    char: tuple(letters.split())
    for entry in (
        "里雷罗羅蘿鲁魯瑞丽麗热熱茹若日 R|荣榮容蓉仁戎让讓 RN|利莉立列莱萊蕾洛卢盧露 L"
        "|琳隆龙龍 LN|拉勒赖賴劳勞路 L R|兰蘭朗伦倫林连連琅廉 LN RN|尔爾耳 L R|基 K"
        "|吉季 K S|金京 KN SN|姬杰傑 S K|简簡 SN KN|希锡錫席休许許 S A|欣辛兴興 SN AN"
        "|奇琪 S K|琼瓊 SN|厄 A|顿頓登邓鄧丹当當 TN|斯思司 S|特德 T|姆穆 M|恩因英 AN"
    ).split("|")
    for chars, letters in (entry.split(" ", 1),)
    for char in chars
}
"""What a character stands for in foreign names, where its sound in Chinese misleads."""

NO_VOWEL: Final = frozenset("斯思司特德尔爾耳姆")
"""Of those, what stands for a consonant alone."""
