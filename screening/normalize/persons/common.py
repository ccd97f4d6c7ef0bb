"""How common parts of names are in the world, from 0 to 4.

General knowledge, of every region and in the spellings that passports have, so that a
list of few names is not taken for the world: what is rare on it may be common at a gate.
"""

from typing import Final

from screening.normalize.persons.joining import settled
from screening.normalize.persons.nicknames import nickname_group

_ONE_IN_100: Final = """
wang li zhang liu chen
muhammad mohammed mohamed mohammad md maria kumar devi ali ahmed
"""
_ONE_IN_1000: Final = """
yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo liang song zheng xie han tang feng yu dong xiao cheng cao yuan
deng fu shen zeng peng lu su jiang cai jia ding wei xue ye yan pan du dai xia zhong tian ren fan fang shi yao tan liao zou
xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng long wan duan lei qian yin chang lai hong wen ping ming jun jie
hua min jing ying lan mei hui juan xin bin tao bo chao peng qiang yong gang xiang xiu yun feng rong ling na fei lei
chan wong cheung leung lam ng lau ho chow tse yip choi tsai hsu lo kwok tam fung
kim lee park choi jung kang cho yoon jang lim han shin seo kwon hwang ahn song jeong hong young hyun min soo jin
nguyen tran le pham hoang phan vu vo dang bui ngo duong ly thi van thanh minh anh hoa huong thu quang tuan hung dung lan
sato suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi kato
siti nur muhamad abdul ahmad sri dewi agus putra putri eko dwi tri wahyu budi
santos reyes cruz bautista garcia mendoza delacruz ramos
singh kaur sharma devi lal ram das kumari prasad yadav patel gupta verma mishra shah khan begum bibi khatun akhtar akter
islam hossain rahman uddin miah sarkar roy ghosh chowdhury mondal biswas paul rani bai patil jadhav pawar shinde rao reddy
naidu gowda pillai nair menon joshi pandey tiwari thakur chauhan chaudhary choudhary sah rai tamang gurung thapa
anil sunil raj rajesh ramesh suresh mahesh mukesh dinesh rakesh sanjay vijay ajay ravi mohan krishna lakshmi laxmi sunita
anita sita gita geeta radha priya pooja puja kiran santosh ashok manoj deepak amit rahul vinod pramod
hussain hussein hasan hassan husain hossein ibrahim yusuf umar omar osman ismail mustafa mahmoud mahmood abdullah khaled
khalid said saeed salem salim fatima fatma fatemeh zahra zainab aisha mariam maryam amina khadija malik aziz hamid rashid
karim amir nasser abbas jamal bashir saleh rehman iqbal aslam akram bilal imran usman hamza shaikh sheikh syed sayed siddiqui
ansari qureshi butt chaudhry raza haider rizwan nadeem tariq javed
mehmet mustafa ahmet yilmaz kaya demir sahin celik ayse emine hatice
reza mehdi hosseini ahmadi mohammadi karimi
ivanov ivanova elena olga tatiana natalia irina anna svetlana aleksandr sergei sergey dmitry andrey vladimir alexey ekaterina
ivan nikolai yuri mikhail alexander galina ludmila marina
silva santos oliveira souza pereira ferreira costa rodrigues almeida lima gomes ribeiro martins carvalho jose joao antonio
francisco ana paulo pedro carlos luis luiz lucas marcos juliana adriana fernanda patricia aline
gonzalez rodriguez hernandez garcia martinez lopez perez sanchez ramirez torres flores rivera gomez diaz morales reyes cruz
ortiz gutierrez chavez ruiz alvarez castillo jimenez moreno romero herrera medina aguilar vargas castro mendoza guzman munoz
fernandez rojas juan jorge miguel manuel jesus guadalupe rosa carmen martha alejandro fernando eduardo ricardo roberto javier
mario david daniel laura sofia gabriel alejandra
smith johnson williams brown jones davis miller wilson anderson thomas taylor moore jackson martin thompson white harris
clark lewis robinson walker james john robert michael william richard joseph charles mary elizabeth jennifer linda susan
barbara sarah jessica karen christopher matthew anthony mark paul steven andrew joshua george kevin brian edward peter
jean marie pierre michel muller schmidt hans giuseppe francesco giovanni marco rossi
adebayo okafor musa ibrahim sani umar abubakar aliyu usman yusuf ngozi john joseph peter david emmanuel samuel daniel grace
mohamud abdi hassan ahmed tesfaye bekele alemu abebe kebede tadesse girma haile mulugeta ouedraogo traore diallo coulibaly
keita toure camara sow ba barry diop ndiaye fall mamadou ousmane fatoumata moussa ilunga mwamba kabila ngoy otieno wanjiru
mwangi juma hamisi dlamini nkosi ndlovu moyo phiri banda mensah
"""
_ONE_IN_10000: Final = """
lai mo bao shu ji geng pang xing shan ning chu niu qi zhan zuo lian ouyang gan ou ruan nie yue ge tong miao hai yi xuan zi
yuting zihan haoran yuxuan xiaoming jianguo guoqiang jianhua zhiqiang xiuying guiying xiuzhen yulan fengying
chiu kwan mak yuen hui siu yeung kwong pang ching tsang law fong chu chui poon lui szeto wai kit wing kin man ming
tan lim ong goh ang koh teo yeo toh sim chua chia sia chong wee low loh quek seah
huang lin hsieh liao hung chiang yeh chuang chien su tsao
yoo oh ryu ko moon yang son bae baek heo nam shim noh ha kwak sung cha joo woo koo na ji um chae won bang hye eun jae kyung
jihoon minjun seojun minho jihye minji jiwon sungmin hyunwoo eunji kyungho youngho sangho jaehyun
ha do truong trinh dinh lam mai luong dao doan trieu ta cao huynh phuong linh ngoc hanh thao trang nga hai long nam duc
cuong dat khanh phuc son tien toan trung viet vinh xuan yen hien bich kim my nhung
saito yamada sasaki yamaguchi matsumoto inoue kimura shimizu hayashi yamazaki mori abe ikeda hashimoto ishikawa nakajima maeda
fujita ogawa goto okada hasegawa murakami kondo ishii sakamoto endo aoki fujii nishimura fukuda ota miura takeuchi nakagawa
okamoto matsuda harada nakano ono tamura fujiwara kaneko ueda morita kudo yuki haruto hiroshi takashi kenji akira yuko keiko
kazuko yoko makoto kazuo toshio
sari ayu indah fitri ratna wati ningsih lestari rahayu susanti kurniawan setiawan hidayat santoso wijaya saputra pratama
nugroho gunawan hartono suharto yanto susilo rahmat ismail hasan abdullah aminah zainal azman rosli noor nor aishah farah
mohd hafiz faizal hakim arif rizal iskandar ariffin
delos gonzales villanueva fernandez aquino castillo domingo pascual salazar navarro dizon mercado soriano manalo
somchai somsak prasert suwan boonmee srisuk sombat chai
win aung htun thein kyaw zaw myint hla khin tin tun naing oo min moe htet thu
sok chan chea heng kong keo sam som seng lim phan srey
agarwal aggarwal jain mehta desai trivedi bhatt dubey shukla tripathi srivastava saxena kapoor khanna malhotra chopra arora
sethi bhatia dutta bose sen mukherjee banerjee chatterjee chakraborty majumder saha deb nath barua kulkarni deshpande more
gaikwad kadam kale mane iyer iyengar subramanian krishnan raman murthy naik hegde shetty kamath varghese mathew thomas george
jacob joseph antony fernandes dsouza pereira gill sidhu dhillon sandhu grewal bajwa virk chahal rathore solanki parmar makwana
vaghela chavda rathod meena gurjar bhai ben naresh jitendra rajendra narendra mahendra surendra dharmendra arun varun tarun
pawan naveen praveen prakash pradeep sandeep kuldeep gurpreet harpreet manpreet jaspreet sukhwinder balwinder rekha meena
usha asha shanti savitri kamla vimla pushpa saroj neha nisha ritu kavita sangeeta seema reena meera jyoti rajni mamta
venkatesh srinivas nagaraj murugan selvam lakshmanan ganesh karthik arjun rohit rohan akash vikas vikram sachin nitin
shrestha magar khadka adhikari karki rana bhandari basnet poudel limbu lama maharjan
perera silva fernando dissanayake bandara kumara jayasinghe herath
chowdhury sikder talukder howlader molla khatoon parvin nahar jahan sultana nasrin rina shirin akhter hoque haque mia bhuiyan
kabir karim rahim alam anwar mahbub shahid rafiq shafiq selim salma sharmin
baloch bhatti mughal rajput gondal awan niazi afridi khattak yousafzai shinwari wazir mehsud gul zaman noor nawaz sharif
akbar asif kashif nasir sajid shahzad waqas zahid arshad farooq ghulam rasul hafeez latif majid munir saleem shabbir zafar
safi stanikzai ahmadzai popal noori hashimi rahimi karimi azizi hamidi haidari sadat habib habibullah rahmatullah najibullah
asadullah abdulrahman abdulaziz abdulkarim abdulhamid abdulmajid abdulqadir abdulwahid abdulghani abdulrashid
karim mahdi fadel kadhim jassim jabbar hadi haider kareem sadiq taha adel adil ashraf ayman emad essam gamal hany hisham
hosny kamal khalil magdy mahmud medhat mohsen mourad nabil nadia osama ramadan reda sabry sameh samir sayyid shaaban sherif
tarek wael walid yasser youssef zaki zayed abdelrahman abdelaziz abu hamad hamdan hamed harbi qahtani ghamdi otaibi shehri
dosari mutairi zahrani anazi shammari malki maliki juhani yami faisal fahad fahd turki bandar sultan nasir majed talal
sami rami ziad zaid yahya younis qasim kassem hamoud haddad khoury nassar najjar masri halabi shami darwish mansour
haj amin ameen anas ayoub bakr bassam bilal fadi farid faris ghassan hatem issa jaber jamil jawad latif louay maher marwan
munir nasr nizar nour rabih rafiq salah salman tawfiq wissam yassin yazid youssouf zakaria lamia leila layla lina mona
hanan huda iman samira sara salma yasmin rania dalia noura sawsan wafa ghada hala hind
idrissi alaoui bennani amrani benali slimani bouzid brahimi saidi belkacem boudiaf cherif hamidou rachid said abdelkader
mohand amar kaddour meziane larbi trabelsi jebali gharbi hammami bouazizi
yildiz yildirim ozturk aydin ozdemir arslan dogan kilic aslan cetin kara koc kurt ozkan simsek polat zeynep elif fatma
huseyin ibrahim ismail osman murat hakan emre serkan burak omer hasan halil suleyman yusuf meryem sultan
jafari hashemi rezaei moradi ebrahimi heydari ghasemi rahimi sadeghi mousavi rostami akbari zahra fatemeh masoumeh hossein
abolfazl alireza mohammadreza amirhossein mahdi hamid saeed majid masoud behnam arash maryam leila narges sakineh somayeh
mammadov aliyev hasanov huseynov guliyev ismayilov mammadova aliyeva karimov rakhimov yusupov abdullaev ismoilov saidov
rahimov nazarov umarov bekov akhmetov omarov kim tulegenov khachatryan harutyunyan grigoryan sargsyan hakobyan petrosyan
beridze kapanadze giorgi nino
smirnov kuznetsov popov vasiliev petrov sokolov mikhailov novikov fedorov morozov volkov alekseev lebedev semenov egorov
pavlov kozlov stepanov nikolaev orlov andreev makarov nikitin zakharov smirnova kuznetsova popova petrova
shevchenko kovalenko bondarenko tkachenko kravchenko melnyk kovalchuk oleksandr volodymyr serhii andrii mykola oksana
anastasia maria daria yulia evgeny igor oleg viktor pavel roman maxim konstantin denis artem kirill ilya nikita valentina
vera nina tamara lidia nadezhda victoria ksenia polina alina lyudmila larisa
nowak kowalski wisniewski wojcik kowalczyk kaminski lewandowski zielinski szymanski wozniak piotr krzysztof andrzej tomasz
pawel michal marcin jan stanislaw katarzyna malgorzata agnieszka barbara ewa krystyna
novak svoboda novotny dvorak jana petr jiri jaroslav horvat kovacevic babic nikola marko ivana jovanovic petrovic nikolic
djordjevic stojanovic dimitrov georgiev ivanova petrov nikolov georgi dimitar popescu ionescu popa pop radu stan andrei
mihai elena ioana constantin vasile gheorghe
nagy kovacs toth szabo horvath varga laszlo istvan jozsef janos zoltan
papadopoulos georgios dimitrios konstantinos ioannis nikolaos hoxha shehu
schneider fischer weber meyer wagner becker schulz hoffmann koch bauer richter klein wolf schroder neumann schwarz zimmermann
peter michael thomas andreas stefan christian wolfgang klaus ursula monika petra sabine
de jong jansen vries berg bakker janssen visser smit jan johannes cornelis
peeters maes dupont dubois durand leroy moreau simon laurent lefebvre michel garcia roux fournier bernard robert richard petit
francois philippe alain patrick nicolas christophe nathalie isabelle sylvie catherine
russo ferrari esposito bianchi romano colombo ricci marino greco bruno gallo conti luca antonio mario angelo andrea paolo
stefano roberto giulia chiara
garcia fernandez lopez martin josefa pilar antonia dolores francisco javier
johansson andersson karlsson nilsson eriksson larsson olsson persson hansen johansen olsen larsen andersen nielsen jensen
pedersen christensen korhonen virtanen makinen lars erik karl anders per
rodrigues fernandes goncalves lopes marques soares dias barbosa rocha nascimento araujo melo cardoso teixeira cavalcanti
nunes moreira vieira batista freitas andrade monteiro mendes barros pinto campos miranda moura correia cunha machado
marcelo rafael felipe bruno gustavo rodrigo andre thiago tiago mateus gabriela camila amanda leticia marcia sandra vanessa
ramos vasquez vazquez delgado vega contreras guerrero mendez salazar soto ortega nunez cabrera rios santiago dominguez
sandoval lara espinoza espinosa acosta fuentes campos molina carrillo pena leon mejia valdez avila silva cortes navarro
mamani quispe huaman condori sosa benitez acuna paredes palacios arias pacheco cardenas figueroa velasquez cordova cervantes
pablo rafael ramon raul sergio oscar victor hector arturo enrique alberto alfredo cesar hugo ivan julio ruben gerardo
guillermo andres diego santiago sebastian nicolas camila valentina isabella isabel teresa lucia elena gloria silvia monica
claudia veronica beatriz yolanda juana josefina margarita leticia adriana gabriela angela angelica luz
jackson lee perez green hall adams baker nelson hill campbell mitchell roberts carter phillips evans turner parker collins
edwards stewart morris murphy cook rogers morgan cooper peterson reed bailey bell kelly howard ward cox richardson wood
watson brooks bennett gray hughes price myers foster sanders ross long powell sullivan russell fisher henderson cole west
jordan graham hamilton reynolds griffin wallace woods ford wright scott king allen young hernandez
patricia nancy lisa margaret sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie
rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine
rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria
kenneth ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel
gregory alexander frank patrick raymond jack dennis jerry tyler aaron jose adam nathan henry douglas zachary kyle
okoye okonkwo eze nwosu obi chukwu chinedu chukwuma emeka ifeanyi blessing esther ruth mercy faith joy patience sunday
friday adeyemi ogunleye balogun bello lawal garba danjuma shehu haruna suleiman aminu nasiru hauwa zainab
owusu boateng osei asante kofi kwame yaw akosua amoah agyei
kamau njoroge kariuki maina wambui achieng odhiambo ochieng omondi kipchoge cheruiyot kiplagat mutua mohamed hussein mwita
mushi massawe rashid salum said ramadhani hassan nakato mukasa okello akello tumusiime uwimana niyonzima habimana ndayishimiye
nduwimana bizimana mukamana
gebre tekle desta solomon dawit yohannes hailu worku lemma mekonnen assefa negash alem hiwot tsegaye
warsame farah omar ali nur jama aden isse abdullahi abdulle
mutombo kalala tshibangu kasongo mbuyi kabongo ngalula mukendi nzuzi
konate kone ouattara yao kouassi kouame koffi diarra cisse sissoko bah balde sylla conde kante sanogo zongo sawadogo
kabore compaore ndour gueye seck sarr faye mbaye thiam sy ndoye aminata mariama aissatou ibrahima abdoulaye amadou seydou
mbarga nguema mba ondo fotso
mthembu khumalo zulu sithole mokoena van merwe botha naidoo pillay govender sibanda ncube mpofu tembo mwale zimba lungu
chirwa joao manuel domingos antonio rakoto
smith wilson taylor nguyen cohen levy mizrahi peretz biton david moshe yosef avraham sarah rachel
"""


def _levels() -> dict[str, int]:
    levels: dict[str, int] = {}
    for level, names in ((4, _ONE_IN_100), (3, _ONE_IN_1000), (2, _ONE_IN_10000)):
        for name in names.split():
            levels.setdefault(settled(name), level)
    return levels


_LEVEL: Final = _levels()


def commonness(text: str) -> int:
    """Return how common a part with this text is: 0 if nothing is known of it.

    4: about one person in 100 or more bears it; 3: one in 1,000; 2: one in 10,000; 1: one
    in 100,000. Other spellings and short forms of a name are a step rarer than it.

    >>> [commonness(text) for text in ("wang", "nguyen", "eriksson", "misha", "qwerty")]
    [4, 3, 2, 2, 0]
    """
    level = _LEVEL.get(text, 0)
    if level:
        return level
    whole = nickname_group(text)
    return max(1, _LEVEL.get(whole, 0) - 1) if whole else 0
