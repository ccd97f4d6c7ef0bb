"""Names that one person goes by: Bob is Robert, Pepe is José, Sasha is Aleksandr.

A small table of general knowledge. Each name belongs to one group; where it could be short
for several, to the one it is mostly short for. Names of the same origin that one person
bears in the papers of several countries (Serhii and Sergei, Mehmet and Muhammad) stand
together; those that different persons bear (John and Juan) do not.
"""

from typing import Final

_GROUPS: Final = """
robert bob bobby rob robbie robb bobbie
william bill billy will willie willy liam wil wills
richard rick ricky dick rich richie ricki dickie
james jim jimmy jamie jem jimmie jaimie
john johnny jon jack johnnie jonny
jonathan jonathon johnathan johnathon jonathen
michael mike mick mickey mikey micky mikael micheal
david dave davy davey dov
thomas tom tommy thom tomas
charles charlie chuck chas charley chaz
christopher chris kit kris topher christofer kristopher
daniel dan danny danni dani
matthew matt matty mathew
joseph joe joey jos
anthony tony ant anton antony
andrew andy drew
edward ed eddie ted teddy ned eddy
edmund edmond
benjamin ben benny benji benjy
samuel sam sammy
alexander alex alec sandy xander lex sasha aleksandr alexandr oleksandr aliaksandr aleksander alexandre sascha sanja olexandr sashka shura aleksandar
alexandra alexa sandra alexandrina aleksandra oleksandra
nicholas nick nicky nicolas nikolas nico niko
nikolai nikolay kolya mykola nikolaj mikalai nikolaus klaus nikolaos
stephen steve steven stevie stephan stefan
patrick pat paddy patsy patric
peter pete petey
pyotr petr petya petro piotr petar
paul paulie pablo pavel pavlo pasha paolo
lawrence larry laurence lars lorenzo laurie
gerald gerry jerry gerard gerrard
jeremy jeremiah
jeffrey jeff geoffrey geoff jeffery
gregory greg gregg gregor grigory grisha hryhorii grigori
raymond ray
ronald ron ronnie ronny
donald don donny donnie
kenneth ken kenny
frederick fred freddie freddy frederic fredrick
friedrich fritz frieder
francis frank frankie fran
francisco paco pancho curro quico
franz franzl
albert al bert bertie albie
alfred alf alfie
arthur art artie
walter walt wally wat
harold harry hal
henry hank henri
heinrich heinz heiner
leonard len lenny leo
timothy tim timmy
philip phil phillip pip philipp
vincent vince vinny vincenzo
zachary zach zack zak zac
joshua josh
jacob jake jakob jakub
nathaniel nate nathan nat
theodore theo theodor
maximilian max maxim maks
dominic dom dominick dominik
martin marty martyn
russell russ
stanley stan
sidney sid sydney
clifford cliff
bernard bernie barney bernhard
eugene gene yevgeny evgeny zhenya yevhen evgenii yauhen evgeni
douglas doug dougie
terence terry terrance terrence
bradley brad
gabriel gabe
isaac ike izzy
abraham abe bram
elizabeth liz beth betty eliza lizzie libby betsy lizzy elisabeth elspeth bess elli sissi lisl elsie lisbeth
elisaveta yelizaveta lisa elizaveta liza
margaret maggie meg peggy marge margie greta margot daisy peg madge margarita rita margarete gretchen
catherine kate katie cathy kathy kat katherine kathleen kathryn cath kitty katharine catharine kay
ekaterina katya yekaterina kateryna katia katarina katerina kasia katarzyna
mary polly molly mamie may
maria masha mariya mascha marusya mariia
jennifer jenny jen jenn jennie
jessica jess jessie
patricia patty tricia trish
barbara barb babs barbie basia
susan sue susie suzy suzanne susanna susannah
deborah deb debbie debra debby
rebecca becky becca rebekah
christina christine tina chrissy christy kristina krystyna kristine krisztina
victoria vicky vicki tori vikki viktoria viktoriya
veronica ronni veronika
theresa tess tere teresa tessa therese
dorothy dot dottie dolly dorothea
eleanor ellie nell nellie nora elinor eleanora
helen ellen
elena yelena olena helena alena
ann annie nan nancy anne annette
anna anya hanna ania anja anushka nyura hannah asya
abigail abby abbie gail
amanda mandy
angela angie
caroline carrie carol carolyn carolina
charlotte lottie lotte
cynthia cindy
evelyn evie
florence flo flossie
frances fanny
gertrude gertie trudy
harriet hattie
jacqueline jackie jacky jacquelyn
jane janie janey
josephine josie jo
judith judy jude
julia julie jules
yulia yuliya iuliia iulia yuliia julija
katrina trina
kimberly kim kimmy kimberley
leticia lettie
louise lou lulu luisa
lucille lucy lucie
madeline maddie maddy madeleine
martha mattie
matilda tilly
melissa missy mel
mildred millie
natalia natasha natalya nataliya nataliia nata
olivia liv livvy
pamela pam
penelope penny
philippa pippa
priscilla cilla
prudence prue
rachel rae rachael
rosemary rosie rose
sarah sally sadie sara
stephanie steph stefanie steffi
sylvia silvia
virginia ginny ginger
wilhelmina mina minnie willa
winifred winnie freda
jose pepe chepe pepito joselito
josefa pepa pepita
ignacio nacho
manuel manolo manny lolo manu
jesus chucho chuy
luis lucho luisito
juan juanito
enrique quique kike
eduardo lalo edu
guillermo memo guille
alejandro ale jandro
alberto beto
roberto robertito
ernesto neto
antonio tono tonho toninho toni
pedro perico pedrito
rafael rafa rafi raphael
fernando nando fer fernandinho
gustavo gus tavo
javier javi xavier
santiago santi chago
sebastian basti seba sebas bastian
vicente chente
ramon moncho
rodolfo fito rodo
ricardo richi rico
concepcion concha conchita
dolores lola loli
francisca paca paquita
guadalupe lupe lupita
mercedes merche
rosario charo
isabel chabela bela
montserrat montse
pilar pili
consuelo chelo
graciela chela
joao joaozinho
luiz luizinho
giuseppe beppe peppe pino peppino
giovanni gianni nino vanni
francesco franco cecco checco ciccio
salvatore toto turi
domenico mimmo
luigi gigi gino
alessandro sandro
antonino tonino
raffaele lello
filippo pippo
giacomo mino
pasquale lino
jean jeannot
pierre pierrot
jacques jacquot
louis loulou
andre dede
johannes hannes hans johann johan
joachim jochen achim
georg jorg schorsch jurgen
wilhelm willi wim
ludwig lutz
karl kalle
matthias matze mathias
rudolf rudi
ulrich uli
wolfgang wolf wolfi
andreas andi
josef sepp jupp
eduard edi
manfred manni
reinhard reiner
dietrich dieter dirk
magdalena leni magda lena
katharina kathe kati
ursula uschi ulla
gabriele gabi
susanne susi sanne
ivan vanya vania iwan
dmitry dima mitya dmitri dmitriy dmytro dmitrii dzmitry dimitri
vladimir volodya vova volodimir vlad volodymyr uladzimir wladimir wolodymyr vladimiras vladimirs
mikhail misha mykhailo mikhael mihail michail
sergey serge serhiy sergei serhii siarhei sergiy sergej serzh sergii sergejs
alexey alyosha lyosha oleksiy aleksei aleksey alexei oleksii aliaksei alexej
andrey andriy andrei andrii andrej andrij
konstantin kostya kostiantyn kostyantyn kanstantsin
vasily vasya vasyl vasilii vasili vassily vasiliy
viktor vitya victor viktar
yuri yura yuriy iurii yurii jurij juri
boris borya
anatoly tolya anatoliy anatolii anatoli
leonid lyonya leonyd
stanislav stas slava
vyacheslav viacheslav vjaceslav
yaroslav jaroslav iaroslav
fyodor fedya fedor
gennady gena gennadiy hennadii gennadii
ilya ilia illia iliya
igor ihor igar
oleg oleh aleh
roman roma
ruslan rus
timofey tima
arkady arkadiy arkadii
valery valera valeriy valerii valerij
vitaly vitalik vitaliy vitalii
denis denys dzianis
maksim maksym
artyom tyoma artem artsiom
kirill kyrylo kiril
nikita mykyta mikita
tatiana tanya tetiana tatyana tania tetyana
olga olya olha volha
svetlana sveta svitlana
irina ira iryna irena
ludmila lyuda lyudmila liudmyla lyudmyla
galina galya halyna
nadezhda nadya nadiia
lyubov lyuba liubov
anastasia nastya anastasiya anastasiia
darya dasha dariya daria
ksenia ksyusha oksana kseniya
evgenia yevgeniya evgeniya yevheniia
jan janek jas
stanislaw staszek
krzysztof krzys krzysiek
malgorzata gosia malgosia
agnieszka aga
tomasz tomek
wojciech wojtek
grzegorz grzes
andrzej andrzejek jedrek
zbigniew zbyszek
kazimierz kazik
tadeusz tadek
joanna asia
zofia zosia
bozena bozenka
muhammad mohammed mohamed mohammad muhammed mohamad muhamad muhamed mohamud mohd md muhd mehmet mehmed mahamed mohammod mahomed muxammad muxamed magomed mukhammad mamadou maxamed mahammad mouhamed mohamadou
ahmad ahmed ahmet akhmed achmad ahmat akhmad ahmadou axmed
mahmud mahmoud mahmood mehmood makhmud
husayn hussein husain hussain husein hosein hossain hossein huseyin houssein hussien
hasan hassan
ali aly alli
umar omar omer oumar
uthman othman osman usman ousmane utman
yusuf youssef yousef yousuf yousif yusif youssouf joesoef yosef iosif
ibrahim ebrahim brahim ibraheem ibrahima ibragim
ismail esmail ismael ismaeel ismayil smail
sulayman suleiman sulaiman soliman suleyman souleymane soleiman
mustafa mostafa moustafa mustapha mostapha moustapha
khalid khaled halid kaled xalid
abdulrahman abdulrehman abdulrahmane abdulrahmon
abdullah abdullahi abdulaye
said saeed saed
sayyid syed sayed sayyed sayid
muhsin mohsen mohsin
masud masoud masood mesut
jamal gamal djamel jamaal cemal dzhamal
jalal galal djelloul celal
karim kareem kerim
rashid rasheed rachid
hamid hameed
majid majeed madjid mecit
nasir nasser naser naseer
tariq tarek tarik
salih saleh salah
umm oum
fatima fatema fatma fatimah fatoumata fatimata
aisha aysha ayesha aicha ayse aishah
khadija khadijah hadija hatice kadija
zaynab zainab zeinab zeynep
maryam mariam miriam meryem maryem
nur noor nour
layla leila laila leyla
mehdi mahdi
reza rida ridha
amir ameer emir
qasim kasim ghasem qasem kassem gasim
yaqub yakub yaqoob yacoub
ishaq ishak eshaq
isa eissa issa essa
musa moussa mousa moosa
yahya yahia yehia
"""


def _grouped() -> dict[str, str]:
    groups: dict[str, str] = {}
    for line in _GROUPS.split("\n"):
        names = line.split()
        for name in names:
            groups.setdefault(name, names[0])
    return groups


_GROUP_OF: Final = _grouped()


def nickname_group(text: str) -> str:
    """Return the name that a part with this text is, or is short for; "" if not known.

    >>> nickname_group("bob"), nickname_group("robert"), nickname_group("eriksson")
    ('robert', 'robert', '')
    """
    return _GROUP_OF.get(text, "")
