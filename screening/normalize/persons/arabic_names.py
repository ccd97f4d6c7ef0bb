# ruff: noqa: SIM905 - tables read best as text
"""The commonest names written in Arabic letters, with their vowels.

General knowledge, from Morocco to Bengal; what a name is not here for is read letter by
letter. Alif is written bare and ya dotted: `plain_letters` brings other spellings there.
"""

from typing import Final

_LETTERS: Final = str.maketrans("أإآٱىیېکەۀہھ", "اااايييكهههه")


def plain_letters(word: str) -> str:
    """Return *word* with one letter for each of the shapes of alif, ya, kaf and ha.

    >>> plain_letters("أحمد") == plain_letters("احمد")
    True
    """
    return word.translate(_LETTERS)


_NAMES: Final = """
محمد muhammad  احمد ahmad  محمود mahmud  حامد hamid  حميد hamid  حمد hamad  حمود hamud
حمدان hamdan  حمدي hamdi  علي ali  علاء alaa  علوي alawi  عالي ali  حسن hasan  حسين husayn
حسان hassan  حسني husni  محسن muhsin  احسان ihsan  عمر umar  عمرو amr  عامر amir
عمار ammar  عمران imran  معمر muammar  عثمان uthman  ابراهيم ibrahim  اسماعيل ismail
اسحاق ishaq  اسحق ishaq  يعقوب yaqub  يوسف yusuf  يونس yunus  موسى musa  موسي musa
عيسى isa  عيسي isa  يحيى yahya  يحيي yahya  زكريا zakariya  داود dawud  داوود dawud
سليمان sulayman  سلمان salman  سالم salim  سليم salim  سلام salam  سلامة salama
مسلم muslim  مسلمة muslima  نوح nuh  ادم adam  ادريس idris  ايوب ayyub  هارون harun
صالح salih  صلاح salah  مصلح muslih  خالد khalid  خليل khalil  خليفة khalifa  خلف khalaf
خضر khidr  مصطفى mustafa  مصطفي mustafa  مرتضى murtada  مرتضي murtaza  رضا rida
طه taha  طاهر tahir  طارق tariq  طلال talal  طالب talib  ياسر yasir  ياسين yasin
يس yasin  ياسمين yasmin  يزيد yazid  زيد zayd  زياد ziyad  زيدان zaydan  زين zayn
زينب zaynab  زهرا zahra  زهراء zahra  زهير zuhayr  فاطمة fatima  فاطمه fatima
فاروق faruq  فارس faris  فهد fahd  فهمي fahmi  فيصل faysal  فيروز firuz  فؤاد fuad
فواد fuad  فتحي fathi  فتح fath  فرج faraj  فريد farid  فريدة farida  فرحان farhan
فرهاد farhad  فضل fadl  فاضل fadil  فوزي fawzi  فوزية fawziya  فايز fayiz  فرید farid
عباس abbas  عبيد ubayd  عبده abduh  عادل adil  عارف arif  عاصم asim  عصام isam
عاطف atif  عائشة aisha  عايشة aisha  عاءشة aisha  عدنان adnan  عدي udayy  عزيز aziz
عزيزة aziza  عزت izzat  عز izz  عطية atiya  عقيل aqil  عماد imad  عمادي imadi
عمارة amara  عوض awad  عويس uways  عياد ayyad  عيد id  غالب ghalib  غازي ghazi
غسان ghassan  غلام ghulam  قاسم qasim  قادر qadir  قيس qays  كامل kamil  كمال kamal
كريم karim  كريمة karima  كاظم kazim  كامران kamran  لطيف latif  لطفي lutfi  لطيفة latifa
ليلى layla  ليلي layla  ماجد majid  مجيد majid  مجدي majdi  ماهر mahir  مالك malik
ملك malik  مامون mamun  مبارك mubarak  مجاهد mujahid  محبوب mahbub  محي muhyi
مختار mukhtar  مراد murad  مروان marwan  مريم maryam  مسعود masud  مشعل mishal
معاذ muadh  معاوية muawiya  مقتدى muqtada  منصور mansur  منى muna  مني muna
منير munir  منيرة munira  مهدي mahdi  مهند muhannad  مؤمن mumin  ميلاد milad
نادر nadir  نادية nadiya  ناديا nadiya  ناصر nasir  نصر nasr  نصير nasir  نبيل nabil
نبيلة nabila  نجيب najib  نذير nadhir  نزار nizar  نسيم nasim  نسرين nasrin  نعيم naim
نعمان numan  نعيمة naima  نور nur  نورا nura  نورة nura  نوري nuri  نواز nawaz
نواف nawwaf  نايف nayif  هادي hadi  هاشم hashim  هاني hani  هدى huda  هدي huda
هشام hisham  هلال hilal  همام humam  هند hind  هيثم haytham  وائل wail  وليد walid
وحيد wahid  وسيم wasim  وفاء wafa  ولي wali  راشد rashid  رشيد rashid  رشاد rashad
رشيدة rashida  رجب rajab  رحمن rahman  الرحمن rahman  رحيم rahim  رمضان ramadan
رمزي ramzi  رامي rami  رانيا rania  رائد raid  رؤوف rauf  رياض riyad  ريم rim
رفيق rafiq  رفعت rifat  رامز ramiz  سعد saad  سعود saud  سعيد said  سعيدة saida
سعاد suad  سامي sami  سامر samir  سمير samir  سميرة samira  سارة sara  ساره sara
سيد sayyid  سهيل suhayl  سهيلة suhayla  سهام siham  سلطان sultan  سلطانة sultana
سلوى salwa  سميح samih  سناء sana  سيف sayf  شاكر shakir  شريف sharif  شعبان shaban
شاهين shahin  شهاب shihab  شمس shams  شوقي shawqi  شكري shukri  شفيق shafiq
شهرام shahram  شير sher  صادق sadiq  صديق siddiq  صدام saddam  صباح sabah  صبري sabri
صابر sabir  صخر sakhr  ضياء diya  ظاهر zahir  ظفر zafar  جابر jabir  جاسم jasim
جاسر jasir  جبار jabbar  جبريل jibril  جعفر jafar  جلال jalal  جليل jalil  جمال jamal
جميل jamil  جميلة jamila  جمعة juma  جهاد jihad  جواد jawad  جاويد javid  جان jan
حاتم hatim  حارث harith  حافظ hafiz  حبيب habib  حبيبة habiba  حجاج hajjaj  حذيفة hudhayfa
حسام husam  حسيب hasib  حكيم hakim  حليم halim  حليمة halima  حمزة hamza  حمزه hamza
حيدر haydar  حق haqq  حنان hanan  حسنى husna  خديجة khadija  خان khan  خلود khulud
خير khayr  خيري khayri  دين din  دعاء dua  دلال dalal  دنيا dunya  ذو dhu  ذاكر dhakir
تامر tamir  توفيق tawfiq  تيسير taysir  تحسين tahsin  تقي taqi  ثامر thamir  ثابت thabit
ثريا thurayya  بكر bakr  بدر badr  بسام bassam  بشار bashar  بشير bashir  بلال bilal
بندر bandar  بهاء baha  بهرام bahram  باسم basim  باقر baqir  برهان burhan  بركات barakat
اسد asad  الياس ilyas  الهام ilham  امل amal  امال amal  امين amin  امينة amina
امير amir  اميرة amira  امجد amjad  انس anas  انور anwar  انيس anis  اسامة usama
اسامه usama  اسماء asma  اشرف ashraf  اكرم akram  اكبر akbar  اصغر asghar  ايمن ayman
ايمان iman  ايهاب ihab  اياد iyad  اروى arwa  ارشد arshad  اسلام islam  افضل afdal
اقبال iqbal  انصاري ansari  بن bin  ابن bin  بنت bint  ابو abu  ابي abi  ام umm
ال al  ولد ould  عبد abd  الله allah  عبدالله abdullah  عبدالاله abdulilah  وهاب wahhab  وهب wahb  جيلاني jilani
صمد samad  غفار ghaffar  غفور ghafur  ستار sattar  واحد wahid  مجتبى mujtaba
منعم munim  مطلب muttalib  باري bari  باسط basit  خالق khaliq  قهار qahhar
كافي kafi  معطي muti  مومن mumin  هادى hadi  ودود wadud  وكيل wakil
پرويز parviz  بهزاد behzad  بهنام behnam  بيژن bijan  داريوش dariush  فرشاد farshad
فريبا fariba  كوروش kourosh  مهناز mahnaz  مهران mehran  ناهيد nahid  نيلوفر niloufar
رستم rostam  سعيده saideh  شيرين shirin  شهين shahin  سهراب sohrab  سيما sima
زهره zohreh  مينا mina  مژگان mozhgan  ليلا leila  مرضيه marzieh  معصومه masoumeh
طاهره tahereh  صغرى soghra  كبرى kobra  اعظم azam  اكرمي akrami  احمدي ahmadi
محمدي mohammadi  حسيني hosseini  رضايي rezaei  كريمي karimi  موسوي mousavi
هاشمي hashemi  جعفري jafari  صادقي sadeghi  رحيمي rahimi  ابراهيمي ebrahimi
قاسمي ghasemi  اكبري akbari  نژاد nejad  زاده zadeh  پور pour
گل gul  آغا agha  اغا agha  بيگم begum  بيبي bibi  بيگ beg  چودهري chaudhry
حقاني haqqani  قريشي qureshi  صديقي siddiqui  بخاري bukhari  خاتون khatun  زرداري zardari
شيخ shaykh  الشيخ shaykh  حاج haj  حاجي haji  ملا mulla  مولوي mawlawi  دكتور dr
استاد ustad  سيدة sayyida  اغوندزاده akhundzada  اخوند akhund  مولانا mawlana
مصري masri  سوري suri  شامي shami  عراقي iraqi  بغدادي baghdadi  تكريتي tikriti
جبوري jabburi  دليمي dulaymi  شمري shammari  عتيبي utaybi  حربي harbi  قحطاني qahtani
غامدي ghamdi  زهراني zahrani  دوسري dawsari  مطيري mutayri  عنزي anzi  عبادي abadi
مالكي maliki  خطيب khatib  نجار najjar  حداد haddad  خوري khuri  صباغ sabbagh
بيطار baytar  طويل tawil  اسود aswad  ابيض abyad  تونسي tunisi  ليبي libi  مغربي maghribi
"""
_PAIRS: Final = _NAMES.split()
VOWELLED: Final = {
    plain_letters(written): spelt
    for written, spelt in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)
}
"""A name in plain letters -> as it is spelt most often."""

EASTERN: Final = {
    plain_letters(written): spelt
    for written, spelt in (
        entry.split()
        for entry in (
            "رضا reza|رمضان ramazan|مرتضی murtaza|فضل fazl|فاضل fazil|ریاض riaz|ضیاء zia"
            "|عثمان usman|حارث haris|نذیر nazir|ذاکر zakir|قاضی qazi|افضل afzal|رضی razi"
            "|رضوان rizwan|حضرت hazrat|ذکی zaki|ذیشان zeeshan|ثاقب saqib|ثریا soraya"
            "|ثنا sana|مرضیه marzieh|رضایی rezaei|ذو zu|معاذ muaz|خضر khizr|غضنفر ghazanfar"
        ).split("|")
    )
}
"""The same from Iran to India, where dad, dhal and tha are z and s."""
