namespace Gantry.Imaging.Rendering;

/// <summary>
/// Letters of 5 by 10 dots for what is written into pictures: ASCII, the accented Latin letters of Europe, and a few signs. Rows 0 and 1 are the accents of capitals, 2 to 8 the letters,
/// 9 what hangs below. What is not there is an empty box.
/// </summary>
internal static class BitmapFont
{
    public const int Columns = 5;
    public const int Rows = 10;
    private const int Top = 2;
    private const char Missing = '\u25A1';

    /// <summary>A character and its rows from the top of a capital down, two hexadecimal digits each, the leftmost dot in bit 4.</summary>
    private const string Shapes = """
        00E11131519110E 1040C040404040E 20E11010204081F 31F02040201110E 402060A121F0202 51F101E0101110E 60608101E11110E 71F010204080808 80E11110E11110E
        90E11110F01020C A0E11111F111111 B1E11111E11111E C0E11101010110E D1C12111111121C E1F10101E10101F F1F10101E101010 G0E11101711110F H1111111F111111
        I0E04040404040E J0702020202120C K11121418141211 L1010101010101F M111B1515111111 N11111915131111 O0E11111111110E P1E11111E101010 Q0E11111115120D
        R1E11111E141211 S0F10100E01011E T1F040404040404 U1111111111110E V11111111110A04 W1111111515150A X11110A040A1111 Y1111110A040404 Z1F01020408101F
        a00000E010F110F b1010161911111E c00000E1010110E d01010D1311110F e00000E111F100E f0609081C080808 g00000F11110F010E h10101619111111 i04000C0404040E
        j020006020202120C k10101214181412 l0C04040404040E m00001A15151111 n00001619111111 o00000E1111110E p00001E11111E1010 q00000F11110F0101 r00001619101010
        s00000E100E011E t08081C08080906 u0000111111130D v00001111110A04 w0000111115150A x0000110A040A11 y00001111110F010E z00001F0204081F !04040404040004
        "0A0A0A #0A0A1F0A1F0A0A $040F140E051E04 %18190204081303 &0C12140815120D '040408 (02040808080402 )08040202020408 *0004150E1504 +0004041F0404
        ,00000000000C0408 -0000001F .00000000000C0C /000102040810 :000C0C000C0C ;000C0C00000C0408 <02040810080402 =00001F001F >08040201020408 ?0E110102040004
        @0E11010D15150E [0E08080808080E \001008040201 ]0E02020202020E ^040A11 _000000000000001F `080402 {02040408040402 |04040404040404 }08040402040408
        ~0000081502 °06090906 ±04041F0404001F ×00110A040A11 ²0C1204081E µ0000111111131D10 ß0E11111611111610 æ00001A050F140B Æ0F14141F141417 ø00010E1315190E10
        Ø0D121515150916 ł0C04060C04040E Ł1010141810101F ı00000C0404040E □1F11111111111F
        """;

    /// <summary>Two rows of an accent, then pairs of an accented letter and the one below the accent.</summary>
    private const string Accents = """
        0804ÀAÈEÌIÒOÙUàaèeìiòoùu
        0204ÁAÉEÍIÓOÚUÝYáaéeíióoúuýyĆCćcĹLĺlŃNńnŔRŕrŚSśsŹZźz
        040AÂAÊEÎIÔOÛUâaêeîiôoûuĈCĉcĜGĝgĤHĥhĴJĵjŜSŝsŴWŵwŶYŷy
        050AÃAÑNÕOãañnõoĨIĩiŨUũu
        0A00ÄAËEÏIÖOÜUäaëeïiöoüuÿyŸY
        0E0AÅAåaŮUůu
        0000ÇCçcĢGģgĶKķkĻLļlŅNņnŖRŗrŞSşsŢTţt
        0E00ĀAāaĒEēeĪIīiŌOōoŪUūu
        110EĂAăaĔEĕeĞGğgĬIĭiŎOŏoŬUŭu
        0000ĄAąaĘEęeĮIįiŲUųu
        0400ĊCċcĖEėeĠGġgİIŻZżz
        0A04ČCčcĎDďdĚEěeĽLľlŇNňnŘRřrŠSšsŤTťtŽZžz
        050AŐOőoŰUűu
        """;

    private static readonly Dictionary<char, byte[]> Glyphs = Read();

    /// <summary>The rows of a character, the leftmost dot in bit 4.</summary>
    public static ReadOnlySpan<byte> Find(char character) =>
        character is ' ' or '\u00A0' ? default : Glyphs.TryGetValue(character, out byte[]? rows) ? rows : Glyphs[Missing];

    private static Dictionary<char, byte[]> Read()
    {
        Dictionary<char, byte[]> glyphs = [];
        foreach (string shape in Shapes.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            byte[] rows = new byte[Rows];
            Convert.FromHexString(shape.AsSpan(1)).CopyTo(rows, Top);
            glyphs[shape[0]] = rows;
        }

        foreach (string accent in Accents.Split('\n'))
        {
            byte[] mark = Convert.FromHexString(accent.AsSpan(0, 4));
            for (int i = 4; i + 1 < accent.Length; i += 2)
            {
                byte[] rows = [.. glyphs[accent[i + 1]]];
                int at = char.IsUpper(accent[i + 1]) || accent[i + 1] is 'b' or 'd' or 'f' or 'h' or 'k' or 'l' or 't' ? 0 : Top;
                if (at == Top)
                {
                    // A dot of its own goes where an accent comes.
                    rows[Top] = 0;
                }

                rows[at] |= mark[0];
                rows[at + 1] |= mark[1];
                glyphs[accent[i]] = rows;
            }
        }

        return glyphs;
    }
}
