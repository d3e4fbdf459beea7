namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>How much of Y is in X and B (18181-1 I.2.3).</summary>
internal readonly record struct ColourCorrelation(float BaseX, float BaseB, float Factor, int LowX, int LowB)
{
    public static ColourCorrelation Read(ref JxlBitReader reader)
    {
        if (reader.ReadBool())
        {
            return new ColourCorrelation(0, 1, 84, 0, 0);
        }

        float factor = reader.ReadU32(84, 0, 256, 0, 2, 8, 258, 16);
        return new ColourCorrelation(reader.ReadHalf(), reader.ReadHalf(), factor, reader.ReadInt(8) - 128, reader.ReadInt(8) - 128);
    }

    public float X(int tile) => BaseX + (tile / Factor);

    public float B(int tile) => BaseB + (tile / Factor);
}
