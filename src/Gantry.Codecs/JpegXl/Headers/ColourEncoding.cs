namespace Gantry.Codecs.JpegXl.Headers;

/// <summary>What the samples' colours mean (18181-1 E.2).</summary>
internal readonly record struct ColourEncoding(bool HasProfile, int Space, int WhitePoint, int Primaries, int Transfer, double Gamma, Chromaticities Custom)
{
    public const int Grey = 1;

    public const int Srgb = 13;

    public static ColourEncoding Default { get; } = new(false, 0, 1, 1, Srgb, 0, default);

    public bool IsGrey => Space == Grey;

    public static ColourEncoding Read(ref JxlBitReader reader)
    {
        if (reader.ReadBool())
        {
            return Default;
        }

        bool hasProfile = reader.ReadBool();
        int space = reader.ReadEnum();
        if (hasProfile)
        {
            return Default with { HasProfile = true, Space = space };
        }

        int white = 1, primaries = 1;
        Chromaticities custom = default;
        if (space != 2)
        {
            white = reader.ReadEnum();
            custom = white == 2 ? custom with { White = ReadPoint(ref reader) } : custom;
            if (space != Grey)
            {
                primaries = reader.ReadEnum();
                custom = primaries == 2 ? custom with { Red = ReadPoint(ref reader), Green = ReadPoint(ref reader), Blue = ReadPoint(ref reader) } : custom;
            }
        }

        double gamma = reader.ReadBool() ? reader.Read(24) / 1e7 : 0;
        int transfer = gamma == 0 ? reader.ReadEnum() : 0;
        reader.ReadEnum();
        return new ColourEncoding(false, space, white, primaries, transfer, gamma, custom);
    }

    private static (double X, double Y) ReadPoint(ref JxlBitReader reader) => (ReadCoordinate(ref reader), ReadCoordinate(ref reader));

    private static double ReadCoordinate(ref JxlBitReader reader) => JxlBitReader.Signed(reader.ReadU32(0, 19, 524288, 19, 1048576, 20, 2097152, 21)) / 1e6;
}
