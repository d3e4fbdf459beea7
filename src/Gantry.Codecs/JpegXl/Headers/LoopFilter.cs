namespace Gantry.Codecs.JpegXl.Headers;

/// <summary>Filters over a decoded frame: a small blur, and one that keeps edges (18181-1 J.2).</summary>
internal sealed class LoopFilter
{
    public bool Blurs { get; private set; } = true;

    /// <summary>For X, Y and B, the weights of the four direct neighbours and of the four diagonal ones.</summary>
    public float[] BlurWeights { get; } = [0.115169525f, 0.061248592f, 0.115169525f, 0.061248592f, 0.115169525f, 0.061248592f];

    /// <summary>How many times the edge-preserving filter goes over the frame.</summary>
    public int Passes { get; private set; } = 2;

    /// <summary>What each of the eight sharpnesses means.</summary>
    public float[] Sharpness { get; } = [0, 1 / 7f, 2 / 7f, 3 / 7f, 4 / 7f, 5 / 7f, 6 / 7f, 1];

    public float[] ChannelScales { get; } = [40, 5, 3.5f];

    public float QuantScale { get; private set; } = 0.46f;

    public float Pass0Scale { get; private set; } = 0.9f;

    public float Pass2Scale { get; private set; } = 6.5f;

    public float BorderScale { get; private set; } = 2 / 3f;

    public float ModularSigma { get; private set; } = 1;

    public static LoopFilter Off => new() { Blurs = false, Passes = 0 };

    public void Read(ref JxlBitReader reader, bool isModular)
    {
        if (reader.ReadBool())
        {
            return;
        }

        Blurs = reader.ReadBool();
        if (Blurs && reader.ReadBool())
        {
            ReadAll(ref reader, BlurWeights);
        }

        Passes = reader.ReadInt(2);
        if (Passes > 0)
        {
            ReadEdgeFilter(ref reader, isModular);
        }

        ImageHeader.SkipExtensions(ref reader);
    }

    private void ReadEdgeFilter(ref JxlBitReader reader, bool isModular)
    {
        if (!isModular && reader.ReadBool())
        {
            ReadAll(ref reader, Sharpness);
        }

        if (reader.ReadBool())
        {
            ReadAll(ref reader, ChannelScales);
            reader.Read(32);
        }

        if (reader.ReadBool())
        {
            QuantScale = isModular ? QuantScale : reader.ReadHalf();
            Pass0Scale = reader.ReadHalf();
            Pass2Scale = reader.ReadHalf();
            BorderScale = reader.ReadHalf();
        }

        ModularSigma = isModular ? reader.ReadHalf() : ModularSigma;
    }

    private static void ReadAll(ref JxlBitReader reader, float[] numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.ReadHalf();
        }
    }
}
