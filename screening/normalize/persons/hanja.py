"""How Koreans read Chinese characters in names: every character has one syllable of Hangul.

General knowledge: the surnames, and what the commonest given names are written with.
"""

from typing import Final

_READ: Final = """
김 金|이 李二伊怡|박 朴|최 崔|정 鄭丁正貞廷政楨靜晶情庭|강 姜康江剛強|조 趙曺祚|윤 尹潤允胤|장 張章長將|임 林任
한 韓漢翰|오 吳五梧|서 徐西瑞緖敍|신 申辛愼新信|권 權|황 黃|안 安案|송 宋松|류 柳流|유 劉裕有維庾侑|홍 洪弘鴻|전 全田典
고 高|문 文門汶|양 梁楊陽養|손 孫|배 裵培|백 白百伯|허 許|남 南男|심 沈心|노 盧魯|하 河夏|곽 郭|성 成星聖誠性晟城聲盛
차 車|주 朱周柱珠周|우 禹宇佑雨友祐|구 具九求|나 羅|민 閔敏民旻珉|진 陳眞鎭振珍晋|지 池智志知芝枝|엄 嚴|채 蔡采|원 元源媛園圓遠
천 千天|방 方房|공 孔|현 玄賢鉉炫顯|함 咸|변 卞邊|염 廉|여 呂|추 秋|도 都道度|소 蘇昭素|석 石錫碩奭|선 宣善仙鮮|설 薛雪
마 馬|길 吉|연 延蓮妍姸娟|위 魏|표 表|명 明命|기 奇基起琪|반 潘|왕 王|금 琴錦|옥 玉沃|육 陸|인 印仁寅麟|맹 孟|제 諸濟
은 殷恩銀誾|영 永英榮映泳瑛寧令煐|경 慶景敬京卿瓊|준 俊準浚峻|수 洙秀壽守水樹|희 姬熙喜希禧|철 哲鐵喆|순 順淳舜|숙 淑
운 雲運|훈 勳薰訓|국 國|규 圭奎|균 均鈞|근 根槿|건 建健|걸 傑|광 光廣|관 寬觀|병 炳秉柄丙|형 亨炯馨|열 烈|용 龍容勇鎔|일 一日逸
재 在載宰才|무 武茂|승 承勝昇|시 時|실 實|완 完|욱 旭昱|종 鍾宗種|중 中仲重|창 昌彰|춘 春|태 泰太兌|택 澤|혁 赫爀|혜 惠慧|호 浩虎鎬昊
화 和花華|환 煥桓|효 孝|휘 輝|흥 興|덕 德|복 福|범 範凡|빈 彬|섭 燮|언 彦|식 植|상 相尙祥|복 馥|미 美|자 子慈|정 正|동 東|만 萬
보 甫寶|모 毛|해 海|대 大|봉 鳳奉|산 山|삼 三|세 世|숭 崇|애 愛|유 有|의 義|익 益|평 平|향 香|란 蘭|림 林|라 羅|련 蓮|례 禮|현 賢|월 月
"""
READINGS: Final = {
    char: entry.split()[0]
    for line in _READ.strip().splitlines()
    for entry in line.split("|")
    for char in entry.split()[1]
}
"""A character -> its syllable."""


def in_hangul(word: str) -> str:
    """Return *word* in Hangul, "" if a character of it is not known.

    >>> in_hangul("金正恩"), in_hangul("克拉克")
    ('김정은', '')
    """
    found = [READINGS.get(char, "") for char in word]
    return "".join(found) if all(found) else ""
