namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>Parameters of the weighted predictor (18181-1 H.5.2).</summary>
internal readonly record struct WeightedParameters(int P1, int P2, int P3A, int P3B, int P3C, int P3D, int P3E, uint W0, uint W1, uint W2, uint W3)
{
    public static WeightedParameters Read(ref JxlBitReader reader)
    {
        if (reader.ReadBool())
        {
            return new WeightedParameters(16, 10, 7, 7, 7, 0, 0, 13, 12, 12, 12);
        }

        return new WeightedParameters(
            reader.ReadInt(5), reader.ReadInt(5), reader.ReadInt(5), reader.ReadInt(5), reader.ReadInt(5), reader.ReadInt(5), reader.ReadInt(5),
            reader.Read(4), reader.Read(4), reader.Read(4), reader.Read(4));
    }
}
