"""Japanese surnames and given names, as they are written and read.

General knowledge: about the commonest 300 surnames, given names of the last hundred years,
and what single characters are mostly read as in given names of two.
"""

from typing import Final


def _read(lines: str) -> dict[str, str]:
    """Return written -> read, of `reading written written|reading ...`."""
    entries = (entry.split() for entry in lines.replace("\n", "|").split("|"))
    return {
        written: read for read, *names in filter(None, entries) for written in names
    }


SURNAMES: Final = _read(
    """
sato 佐藤|suzuki 鈴木|takahashi 高橋 髙橋|tanaka 田中 田仲|ito 伊藤 伊東|watanabe 渡辺 渡邊 渡邉 渡部|yamamoto 山本
nakamura 中村 仲村|kobayashi 小林|kato 加藤|yoshida 吉田|yamada 山田|sasaki 佐々木|yamaguchi 山口|matsumoto 松本
inoue 井上|kimura 木村|hayashi 林|saito 斎藤 斉藤 齋藤 齊藤|shimizu 清水|yamazaki 山崎 山﨑|mori 森|abe 阿部 安部
ikeda 池田|hashimoto 橋本|yamashita 山下|ishikawa 石川|nakajima 中島 中嶋|maeda 前田|fujita 藤田|ogawa 小川
goto 後藤|okada 岡田|hasegawa 長谷川|murakami 村上|kondo 近藤|ishii 石井|sakamoto 坂本 阪本|endo 遠藤|aoki 青木
fujii 藤井|nishimura 西村|fukuda 福田|ota 太田 大田|miura 三浦|fujiwara 藤原|okamoto 岡本|matsuda 松田|nakagawa 中川
nakano 中野|harada 原田|ono 小野 大野|tamura 田村|takeuchi 竹内 武内|kaneko 金子|wada 和田|nakayama 中山|ishida 石田
ueda 上田 植田|morita 森田|hara 原|shibata 柴田|sakai 酒井 坂井 堺|kudo 工藤|yokoyama 横山|miyazaki 宮崎 宮﨑
miyamoto 宮本|uchida 内田|takagi 高木|ando 安藤|taniguchi 谷口|otani 大谷|maruyama 丸山|imai 今井|kono 河野
takada 高田|fujimoto 藤本|takeda 武田 竹田|murata 村田|ueno 上野|sugiyama 杉山|masuda 増田 益田|hirano 平野|sugawara 菅原
otsuka 大塚|kojima 小島 児島|chiba 千葉|kubo 久保|matsui 松井|iwasaki 岩崎|sakurai 桜井 櫻井|noguchi 野口|matsuo 松尾
nomura 野村|kikuchi 菊地 菊池|sano 佐野|onishi 大西|sugimoto 杉本|arai 新井 荒井|hamada 浜田 濱田|ichikawa 市川
furukawa 古川|mizuno 水野|komatsu 小松|shimada 島田 嶋田|koyama 小山|yano 矢野|nishida 西田|kikuchi 菊地|yamauchi 山内
nishikawa 西川|igarashi 五十嵐|kitamura 北村|yasuda 安田|nakata 中田|kawaguchi 川口|hirata 平田|kawasaki 川崎|iida 飯田
yoshikawa 吉川|honda 本田 本多|kubota 久保田|sawada 沢田 澤田|tsuji 辻|seki 関|yoshimura 吉村|watabe 渡部|iwata 岩田
nakanishi 中西|hattori 服部|higuchi 樋口|fukushima 福島|kawakami 川上|nagai 永井|matsuoka 松岡|tajima 田島|yamanaka 山中
morimoto 森本|tsuchiya 土屋|yano 矢野|hirose 広瀬 廣瀬|akiyama 秋山|ishihara 石原|matsushita 松下|baba 馬場|matsuura 松浦
yoshioka 吉岡|koike 小池|asano 浅野|araki 荒木|okubo 大久保|kumagai 熊谷|noda 野田|tanabe 田辺 田邊|kawamura 川村 河村
hoshino 星野|otake 大竹|kuroda 黒田|hori 堀|ozaki 尾崎|mochizuki 望月|nagata 永田|matsunaga 松永|naito 内藤|nishiyama 西山
ouchi 大内|hirai 平井|okazaki 岡崎|iwamoto 岩本|kataoka 片岡|katayama 片山|hoshi 星|oshima 大島|shibuya 渋谷|ogura 小倉
sakaguchi 坂口|kamiya 神谷|higashi 東|azuma 東|minami 南|nishi 西|kita 北|oka 岡|kawai 河合 川合|kawada 川田|mukai 向井
motohashi 本橋|yagi 八木|yokota 横田|hayakawa 早川|nagashima 長島 永島|onodera 小野寺|ozawa 小沢 小澤|oyama 大山|ishizuka 石塚
kurihara 栗原|matsubara 松原|tsuda 津田|iwai 岩井|kinoshita 木下|shinohara 篠原|kamada 鎌田|tsukamoto 塚本|hosokawa 細川
asai 浅井|adachi 足立 安達|miyake 三宅|miyata 宮田|miyashita 宮下|oda 小田 織田|oikawa 及川|sakata 坂田|takano 高野|takai 高井
takamatsu 高松|takashima 高島|takeshita 竹下|tamaki 玉城 玉木|tsukada 塚田|uehara 上原|higa 比嘉|kinjo 金城|oshiro 大城
miyagi 宮城|shimabukuro 島袋|arakaki 新垣|kuwahara 桑原|yajima 矢島|yonezawa 米沢|hino 日野|hirayama 平山|horie 堀江|horiuchi 堀内
imamura 今村|inagaki 稲垣|inaba 稲葉|ishibashi 石橋|kanda 神田|kaneda 金田|kawashima 川島|kitagawa 北川|kishi 岸|kishida 岸田
koizumi 小泉|konishi 小西|kudo 工藤|kuroki 黒木|matsumura 松村|matsushima 松島|matsuzaki 松崎|mitsui 三井|morikawa 森川
murai 村井|muto 武藤|nagano 永野|nakai 中井|nakao 中尾|nemoto 根本|niimi 新美|ogata 緒方|ohashi 大橋|oishi 大石|oki 沖|okuda 奥田
okumura 奥村|okuno 奥野|omori 大森|onuki 小貫|sakuma 佐久間|segawa 瀬川|sekiguchi 関口|shirai 白井|shiraishi 白石|shoji 庄司
sonoda 園田|suda 須田|sugita 杉田|suga 菅|suwa 諏訪|suzuki 鈴木|tada 多田|takase 高瀬|takemoto 竹本|takizawa 滝沢|tani 谷
tokunaga 徳永|toyama 外山 遠山|toyoda 豊田|tsuboi 坪井|tsutsumi 堤|umeda 梅田|usui 臼井|wakabayashi 若林|yamagishi 山岸
yamane 山根|yanagi 柳|yoneda 米田|yoshino 吉野|yuasa 湯浅|kishimoto 岸本|kawahara 川原 河原|teshima 手島|tezuka 手塚
"""
)
SURNAME_MAX: Final = 3

GIVEN: Final = _read(
    """
taro 太郎|jiro 次郎 二郎|saburo 三郎|shiro 四郎|goro 五郎|ichiro 一郎|kenichi 健一 賢一 謙一|kenji 健二 賢治 健司 賢二
koichi 浩一 幸一 光一 孝一|koji 浩二 幸二 浩司 孝司|shinichi 真一 信一 伸一 慎一|shinji 真二 信二 伸二 慎二 真司
yuichi 裕一 雄一|yuji 裕二 雄二 祐二|ryuichi 隆一 龍一|ryuji 隆二 龍二|seiichi 誠一 清一|seiji 誠二 清二 征爾
junichi 純一 順一 淳一|junji 順二 純二|eiichi 英一|eiji 英二 英治|eikichi 英吉|shoichi 正一|shoji 昭二 正二
hiroshi 博 浩 宏 弘 寛 洋 広|takashi 隆 孝 崇 高 貴 隆志|kiyoshi 清 潔|makoto 誠 真 実|minoru 実 稔 実|satoshi 聡 智 哲 敏
tsuyoshi 剛 強 毅|takeshi 武 健 毅 猛|osamu 修 治|isamu 勇|susumu 進 晋|akira 明 章 昭 晃 彰 亮|yutaka 豊 裕|manabu 学
shigeru 茂 繁 滋|masaru 勝 優|mamoru 守|tadashi 正 忠|toru 徹 透|wataru 渉 航|kaoru 薫 馨|shinobu 忍|jun 純 淳 潤 順 準
ken 健 賢 研|ryo 亮 涼 遼 諒|sho 翔 翔 祥|dai 大|shin 真 慎 伸 晋|kei 圭 恵 慧|rei 玲 礼 怜|yu 優 悠 裕 侑|ren 蓮|haru 春 晴
hanako 花子|yoko 洋子 陽子 葉子|keiko 恵子 啓子 敬子 慶子 桂子|kazuko 和子|sachiko 幸子 祥子|yukiko 由紀子 雪子 有紀子
hiroko 弘子 裕子 浩子 博子 宏子|kumiko 久美子|mariko 真理子 麻里子|noriko 典子 紀子 則子|tomoko 智子 友子 朋子 知子
junko 順子 純子 淳子|michiko 美智子 道子|masako 正子 雅子 昌子|akiko 明子 秋子 昭子 晶子|emiko 恵美子 笑子|fumiko 文子 史子
reiko 玲子 礼子 麗子|naoko 直子 尚子|mayumi 真由美|kyoko 京子 恭子|ryoko 良子 涼子|eiko 英子 栄子|setsuko 節子|chieko 千恵子
mieko 美恵子|yoshiko 芳子 佳子 淑子 良子|takako 孝子 貴子 隆子|kimiko 君子 公子|sumiko 澄子|haruko 春子 晴子|natsuko 夏子
fuyuko 冬子|asako 朝子 麻子|etsuko 悦子|yuko 優子 裕子 祐子 夕子|kayoko 佳代子|miki 美樹 美紀|mika 美香 美加|miho 美穂
mai 舞 麻衣|ai 愛 藍|aya 彩 綾 文|megumi 恵 愛美|hitomi 瞳 仁美|naomi 直美 尚美|akemi 明美|kazumi 和美|yumi 由美 裕美|emi 恵美
rie 理恵 里恵|eri 絵里 恵理|yuka 由佳 由香|yuki 由紀 由貴 雪 幸 有希 悠希|saori 沙織|kaori 香織|shiori 詩織|sakura 桜 さくら
misaki 美咲|nanami 七海|aoi 葵|hina 陽菜|yui 結衣|mio 美桜|rin 凛|akane 茜|haruka 遥 春香|chika 千佳 千夏|natsumi 夏美 奈津美
asuka 飛鳥 明日香|ayumi 歩 歩美|midori 緑 翠|izumi 泉|hikari 光|nozomi 望 希|tsubasa 翼|hiroki 弘樹 裕樹 大樹 宏樹 博樹
daiki 大輝 大樹|naoki 直樹|yuki 雄輝|masaki 正樹 雅樹|kazuki 和樹 一樹|hideki 秀樹 英樹|tomoki 智樹|yuta 裕太 雄太 優太 悠太
shota 翔太 正太|kenta 健太|ryota 亮太 良太|keita 圭太 慶太|daisuke 大輔 大介|shinsuke 真輔 信介 慎介|yusuke 裕介 祐介 雄介 勇介
ryosuke 亮介 涼介|kosuke 康介 浩介 孝介|keisuke 圭介 啓介|shunsuke 俊介|sosuke 蒼介 宗介|takuya 拓也 卓也|tatsuya 達也 竜也
tetsuya 哲也|kazuya 和也|naoya 直也|masaya 雅也|yuya 裕也 祐也|shinya 真也 慎也 信也|hiroya 博也|takumi 匠 拓海 巧|hayato 隼人
yuto 悠人 優斗 裕斗|haruto 陽翔 晴人 春人|sota 颯太 壮太|minato 湊|kento 健人|naoto 直人|masato 正人 雅人|yoshito 義人|akito 明人
shinzo 晋三|fumio 文雄 文夫|kazuo 和夫 一男 和男|yoshio 義男 良夫 芳雄|toshio 敏夫 俊雄 利夫|hideo 英雄 秀雄 秀夫|akio 昭夫 明夫
masao 正男 正雄|norio 則夫 典夫|takeo 武夫 武雄|haruo 春夫 晴夫|mikio 幹夫|kunio 邦夫 国男|michio 道夫|yukio 幸夫 由紀夫
shigeo 重雄 茂雄|nobuo 信夫|tatsuo 達夫 辰雄|yasuo 康夫 靖男|teruo 照夫|isao 功 勲|hajime 一 肇|kazuhiko 和彦|akihiko 明彦 昭彦
nobuhiko 信彦|yasuhiko 康彦|haruhiko 治彦 晴彦|masahiko 正彦 雅彦|katsuhiko 勝彦|yoshihiko 義彦|tomohiko 智彦|takahiko 隆彦 孝彦
nobuyuki 信之 信行|hiroyuki 博之 弘之 浩之 裕之|takayuki 孝之 隆之 貴之|masayuki 正之 雅之|noriyuki 則之 紀之|yoshiyuki 義之
hideyuki 秀之 英之|toshiyuki 俊之 敏之|tomoyuki 智之 知之|kazuyuki 和之 和幸|yasuyuki 康之|naoyuki 直之|masahiro 正弘 雅弘 昌弘 政弘
yasuhiro 康弘 泰弘|kazuhiro 和弘 和博 和宏|akihiro 明弘 昭博 章弘|yoshihiro 義弘 義博|takahiro 孝弘 隆弘 貴博 貴裕|toshihiro 敏弘 俊弘
nobuhiro 信弘 伸弘|tomohiro 智弘 友博 知宏|mitsuhiro 光弘|katsuhiro 勝弘|masaaki 正明 雅明|hiroaki 博明 宏明 弘明|toshiaki 俊明 敏明 利明
yoshiaki 義明 良明|takaaki 孝明 隆明|mitsuo 光男 光雄|yasushi 康 靖 泰|atsushi 淳 敦 厚|kenshiro 健四郎|kentaro 健太郎 賢太郎
shintaro 慎太郎 真太郎|yutaro 裕太郎 雄太郎|ryotaro 遼太郎 良太郎|kotaro 浩太郎 康太郎 光太郎|junichiro 純一郎|shoichiro 正一郎
"""
)

CHARACTERS: Final = _read(
    """
ko 子|mi 美 実 海 未|e 恵 絵 江 枝 重|yu 由 裕 優 悠 祐 有 結 侑|ri 里 理 梨 莉|ka 香 佳 加 花 華 夏|na 奈 菜 那|sa 沙 紗 佐 早
aki 明 昭 章 秋 晶 彰|o 男 雄 夫 郎|hiko 彦|yuki 之 幸 行 雪|ki 樹 紀 輝 貴 希 喜 木 基|suke 介 助 輔|hei 平|ya 也 矢 哉|to 人 斗
dai 大|sho 翔 正 祥|ma 真 麻 万 茉|nao 直 尚|kazu 和 一|hiro 弘 博 浩 宏 広 寛|masa 雅 昌 政 正|yoshi 義 良 芳 吉 好|taka 隆 孝 高 崇
hide 秀 英|yasu 康 泰 靖 安|nobu 信 伸|toshi 俊 敏 利 寿|tomo 智 友 知 朋|tetsu 哲 鉄|katsu 勝 克|mitsu 光 満|kiyo 清|fumi 文 史
haru 春 晴 陽|chi 千 智|ta 太 多|ro 郎|ichi 一 市|ji 二 次 治 司|zo 三 蔵 造|go 五 吾 悟|shige 茂 重 繁|shin 真 慎 信 晋 伸 新
ken 健 賢 謙 研|ryo 亮 良 遼 涼|jun 純 順 淳 潤|kei 圭 敬 啓 恵 慶 桂|rei 玲 礼 麗|ai 愛|aya 彩 綾|yo 代 世 陽 洋|ho 穂 帆 保
no 乃 野|i 衣 依|ori 織|ha 葉 羽|hana 花|haruka 遥|teru 輝 照|hisa 久 寿|shi 志 士 史|take 武 竹|kyo 京 恭|ryu 龍 竜 隆
ju 十 寿|sei 誠 清 成 聖|ei 英 栄|gen 元 源|kan 寛|tsu 津|ne 音 根|mo 百|rin 凛 林|se 瀬|toku 徳|nori 典 則 紀 法 範
mori 守|michi 道 通|tatsu 達 辰 竜|atsu 淳 敦 篤|shun 俊 春 駿|so 颯 蒼 宗|ren 蓮|maki 真希|kuni 国 邦|ten 天|ryo 諒
"""
)
"""What a character is read as in a given name of two, mostly."""
