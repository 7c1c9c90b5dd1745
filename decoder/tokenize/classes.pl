#!/usr/bin/perl
# classes.pl: writes classes.inc, the table of character classes, from the Unicode data files.
# usage: classes.pl FOLDER >classes.inc   (FOLDER: Debian's unicode-data puts it in /usr/share/unicode)
#
# What each class means stands in classes.h. Letters get their script; a letter of no script
# (mathematical A) that is a compatibility form gets the script of what it stands for.
use strict;
use warnings;

my $folder = shift // '/usr/share/unicode';
my (@script, @alphabetic, @ignorable, @extend, @break, @category, %stands_for);

sub lines {
    my ($name) = @_;
    open my $in, '<', "$folder/$name" or die "$folder/$name: $!\n";
    return grep { /\S/ && !/^#/ } <$in>;
}

# Calls $set->(code point, value) for a file of "FIRST..LAST ; VALUE # comment".
sub property {
    my ($name, $set) = @_;
    for (lines($name)) {
        my ($first, $last, $value) = /^([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)/ or next;
        $set->($_, $value) for hex $first .. hex($last // $first);
    }
}

property('Scripts.txt', sub { $script[$_[0]] = $_[1] });
property('LineBreak.txt', sub { $break[$_[0]] = $_[1] });
property('extracted/DerivedGeneralCategory.txt', sub { $category[$_[0]] = $_[1] });
property('DerivedCoreProperties.txt', sub {
    my ($point, $value) = @_;
    $alphabetic[$point] = 1 if $value eq 'Alphabetic';
    $ignorable[$point] = 1 if $value eq 'Default_Ignorable_Code_Point';
    $extend[$point] = 1 if $value eq 'Grapheme_Extend';
});
for (lines('UnicodeData.txt')) {
    my @field = split /;/;
    $stands_for{hex $field[0]} = hex $1 if $field[5] =~ /^<[^>]+> ([0-9A-F]+)/;
}

sub script_of {
    my ($point) = @_;
    my $script = $script[$point] // 'Unknown';
    return $script if $script ne 'Common' || !exists $stands_for{$point};
    return script_of($stands_for{$point});
}

sub class_of {
    my ($point) = @_;
    my $category = $category[$point] // 'Cn';
    return 'IGNORABLE' if $ignorable[$point] && $category ne 'Cn';
    return 'MARK' if $extend[$point] || $category =~ /^M/;
    return 'NEUTRAL' if $category eq 'Nd';
    return 'NONE' if !$alphabetic[$point];
    my $script = script_of($point);
    my $alone = ($break[$point] // 'XX') =~ /^(?:ID|CJ|SA|NS)$/;
    return 'SINGLE' if $alone && $script !~ /^(?:Latin|Hangul)$/;
    return $script eq 'Common' || $script eq 'Inherited' ? 'NEUTRAL' : $script;
}

# Code points whose folded form (NFKC_Casefold) holds ASCII, or nothing.
my @folds;
for (lines('DerivedNormalizationProps.txt')) {
    my ($first, $last, $to) = /^([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*NFKC_CF\s*;\s*([0-9A-F ]*)/ or next;
    my @to = map { hex } split ' ', $to;
    my $plain = !@to || grep { $_ < 0x80 } @to;
    $folds[$_] = 1 for $plain ? hex $first .. hex($last // $first) : ();
}

# First the classes where they begin, then, for each 256 code points, how many have begun before;
# last the classes of the first code points, one by one: nearly all text is made of these.
my %number = (NONE => 0, IGNORABLE => 1, MARK => 2, NEUTRAL => 3, SINGLE => 4);
my ($next, $before) = (5, 'NONE');
my ($begun, @pages, @first) = (0);
print "/* Written by classes.pl from the Unicode data files; not by hand. */\n#ifdef CLASS\n";
for my $point (0 .. 0x10FFFF) {
    push @pages, $begun if $point % 256 == 0;
    my $class = class_of($point);
    push @first, ($number{$class} // $next) | ($folds[$point] ? 0x80 : 0) if $point < 0x2180;
    next if $class eq $before;
    my $new = exists $number{$class} ? '' : " /* $class */";
    $number{$class} //= $next++;
    printf "CLASS(0x%X, %d)%s\n", $point, $number{$class}, $new;
    $before = $class;
    $begun++;
}
push @pages, $begun;
print "#endif\n#ifdef PAGE\n", map({ join(" ", map { "PAGE($_)" } splice @pages, 0, 8) . "\n" } 0 .. @pages / 8), "#endif\n";
print "#ifdef FIRST\n", map({ join(" ", map { "FIRST($_)" } splice @first, 0, 16) . "\n" } 1 .. @first / 16), "#endif\n";
