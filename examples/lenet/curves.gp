# Accuracy by epoch, a curve for each multiplier: gnuplot -e "curves='curves.csv'; picture='curves.svg'" curves.gp
set terminal svg size 900,520 font 'DejaVu Sans,13' background rgb 'white'
set output picture
set datafile separator ','
set title 'Digits: accuracy on 360 images never trained on'
set xlabel 'epochs of training (exact from scratch, the others from its weights)'
set ylabel 'accuracy, %'
set yrange [85:100]
set key bottom right
set grid ytics lc rgb '#dddddd'
names = system("tail -n +2 ".curves." | cut -d'\"' -f2 | awk '!seen[$0]++'")
plot for [i=1:words(names)] "< grep -F '\"".word(names, i)."\"' ".curves using 2:3 with linespoints lw 2 pt 7 ps 0.4 title word(names, i) noenhanced
