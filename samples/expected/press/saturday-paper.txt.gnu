dump/press/saturday-paper.txt:12:73: Mongoose: covert programme against Castro, 1961-62 [0.99]
dump/press/saturday-paper.txt:13:41: MKULTRA: research on behaviour control and drugs [0.99]
dump/press/saturday-paper.txt:15:60: Limerick: Soviet [0.50]
