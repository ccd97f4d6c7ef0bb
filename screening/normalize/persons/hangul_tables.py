# ruff: noqa: SIM905 - tables read best as text
"""How Koreans spell in passports: surnames, and syllables of given names.

General knowledge, after the surveys of the National Institute of Korean Language; the
first spelling is the commonest, the last that of the North.
"""

from typing import Final

_SURNAMES: Final = """
김 kim gim|이 lee yi rhee ri|박 park bak pak|최 choi choe|정 jung jeong chung jong
강 kang gang|조 cho jo|윤 yoon yun|장 jang chang|임 lim im rim|한 han|오 oh o|서 seo suh so
신 shin sin|권 kwon gwon|황 hwang|안 ahn an|송 song|류 ryu yoo|유 yoo yu ryu|홍 hong
전 jeon jun chun|고 ko go|문 moon mun|양 yang ryang|손 son sohn|배 bae pae|백 baek paek
허 heo hur ho|남 nam|심 shim sim|노 noh roh ro no|하 ha|곽 kwak gwak|성 sung seong song
차 cha|주 joo ju chu|우 woo u|구 koo gu ku|나 na ra|민 min|진 jin chin|지 ji chi
엄 eom um om|채 chae|원 won|천 cheon chun chon|방 bang pang|공 kong gong|현 hyun hyeon
함 ham|변 byun byeon pyon|염 yeom yum ryom|여 yeo ryo|추 choo chu|도 do to|소 so
석 seok suk sok|선 sun seon son|설 seol sul sol|마 ma|길 gil kil|연 yeon yon|위 wi
표 pyo|명 myung myeong myong|기 ki gi|반 ban pan|라 ra na|왕 wang|금 keum geum kum
옥 ok|육 yook yuk|인 in|맹 maeng|제 je|모 mo|탁 tak|국 kook guk kuk|어 eo uh
은 eun un|편 pyeon pyon|용 yong|예 ye|경 kyung gyeong kyong|봉 bong pong|사 sa
부 boo bu pu|가 ka ga|복 bok pok|태 tae|목 mok|진 jin chin|형 hyung hyeong|피 pi
계 kye gye|감 kam gam|음 eum um|두 doo du|동 dong tong|온 on|호 ho|좌 jwa|범 beom bum
팽 paeng|승 seung sung|간 kan gan|상 sang|시 si|갈 kal gal|서 seo suh so|단 dan|리 ri lee
렴 ryom|량 ryang|림 rim lim|려 ryo|로 ro
"""
SURNAMES: Final = {
    entry.split()[0]: tuple(entry.split()[1:])
    for line in _SURNAMES.strip().splitlines()
    for entry in line.split("|")
}
"""A surname -> its spellings."""

COMPOUND_SURNAMES: Final = {
    "남궁": "namgung",
    "황보": "hwangbo",
    "제갈": "jegal",
    "사공": "sagong",
    "선우": "sunwoo",
    "서문": "seomun",
    "독고": "dokgo",
    "동방": "dongbang",
}

POPULAR: Final = dict(
    entry.split()
    for entry in (
        "정 jung|성 sung|영 young|경 kyung|현 hyun|준 jun|주 joo|수 soo|우 woo|희 hee|은 eun"
        "|철 chul|석 seok|선 sun|순 soon|숙 sook|운 woon|훈 hoon|국 kook|군 koon|구 koo"
        "|기 ki|길 kil|규 kyu|균 kyun|근 keun|건 kun|걸 kul|강 kang|광 kwang|관 kwan"
        "|병 byung|형 hyung|명 myung|연 yeon|열 yeol|용 yong|윤 yoon|인 in|일 il|재 jae"
        "|두 doo|무 moo|문 moon|부 boo|승 seung|신 shin|시 si|실 sil|옥 ok|완 wan|욱 wook"
        "|원 won|유 yoo|종 jong|중 joong|진 jin|창 chang|천 chun|춘 choon|태 tae|택 taek"
        "|혁 hyuk|혜 hye|호 ho|홍 hong|화 hwa|환 hwan|효 hyo|휘 hwi|흥 heung|덕 duk|복 bok"
        "|범 bum|빈 bin|배 bae|별 byul|석 suk|섭 sup|서 seo|설 sul|솔 sol|송 song|언 un"
    ).split("|")
)
"""A syllable of a given name as passports often spell it, against the rules."""
