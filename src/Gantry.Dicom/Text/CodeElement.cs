using System.Collections.Frozen;

namespace Gantry.Dicom.Text;

/// <summary>
/// A coded character set that ISO 2022 escapes can put into G0 (bytes 21-7E) or G1 (A0-FF), with one or two bytes a character
/// (PS3.3 C.12.1.1.2). Code numbers are without the high bit. Its table is made when first needed.
/// </summary>
internal sealed class CodeElement
{
    public const char Undefined = '\uFFFD';
    private readonly Lazy<char[]> characters;
    private readonly Lazy<FrozenDictionary<char, ushort>> codes;

    public CodeElement(byte[] escape, bool isG1, bool isDoubleByte, Func<char[]> characters)
    {
        Escape = escape;
        IsG1 = isG1;
        IsDoubleByte = isDoubleByte;
        this.characters = new(characters);
        codes = new(Reverse);
    }

    /// <summary>The whole escape sequence, ESC first.</summary>
    public byte[] Escape { get; }

    public bool IsG1 { get; }

    public bool IsDoubleByte { get; }

    /// <summary>The character of a single byte without its high bit, 20 to 7F.</summary>
    public char this[int low] => characters.Value[low - 0x20];

    /// <summary>The character of two bytes without their high bits, each 21 to 7E.</summary>
    public char this[int row, int cell] => characters.Value[((row - 0x21) * 94) + cell - 0x21];

    /// <summary>The code of a character: one byte, or row and cell in the high and low byte.</summary>
    public bool TryEncode(char character, out ushort code) => codes.Value.TryGetValue(character, out code);

    public static CodeElement Single(string escape, bool isG1, Func<int, char> characterOf) =>
        new(Bytes(escape), isG1, false, () => [.. Enumerable.Range(0x20, 96).Select(characterOf)]);

    /// <summary>The upper half of a single-byte code page, but for some codes.</summary>
    public static CodeElement Upper(string escape, int codePage, params (int Code, char Character)[] corrections) =>
        new(Bytes(escape), true, false, () =>
        {
            char[] characters = DecodeEach(codePage, Enumerable.Range(0xA0, 96).Select(b => new[] { (byte)b }));
            Array.ForEach(corrections, c => characters[c.Code - 0x20] = c.Character);
            return characters;
        });

    /// <summary>The 94 by 94 plane of a double-byte code page, but for some codes; the second byte's high bit is clear where the page marks another plane so.</summary>
    public static CodeElement Plane(string escape, bool isG1, int codePage, bool isSecondLow = false, params (int Code, char Character)[] corrections) =>
        new(Bytes(escape), isG1, true, () =>
        {
            char[] characters = DecodeEach(codePage, Enumerable.Range(0, 94 * 94).Select(i => new[] { (byte)(0xA1 + (i / 94)), (byte)((isSecondLow ? 0x21 : 0xA1) + (i % 94)) }));
            Array.ForEach(corrections, c => characters[(((c.Code >> 8) - 0x21) * 94) + (c.Code & 0xFF) - 0x21] = c.Character);
            return characters;
        });

    private static byte[] Bytes(string afterEscape) => [0x1B, .. System.Text.Encoding.ASCII.GetBytes(afterEscape)];

    private static char[] DecodeEach(int codePage, IEnumerable<byte[]> codes)
    {
        System.Text.Encoding page = CodePages.Get(codePage);
        List<char> characters = [];
        foreach (byte[] code in codes)
        {
            string text = page.GetString(code);
            // Code pages fill what is not assigned with characters of private use.
            characters.Add(text is [< '\uE000' or > '\uF8FF'] ? text[0] : Undefined);
        }

        return [.. characters];
    }

    private FrozenDictionary<char, ushort> Reverse()
    {
        Dictionary<char, ushort> reverse = [];
        char[] all = characters.Value;
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i] != Undefined)
            {
                reverse.TryAdd(all[i], (ushort)(IsDoubleByte ? ((0x21 + (i / 94)) << 8) | (0x21 + (i % 94)) : 0x20 + i));
            }
        }

        return reverse.ToFrozenDictionary();
    }
}
