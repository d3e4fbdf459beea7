using Gantry.Codecs.JpegXl.Entropy;

namespace Gantry.Codecs.JpegXl.Headers;

/// <summary>What stands at the start of a codestream, before the first frame (18181-1 D).</summary>
internal sealed class ImageHeader
{
    /// <summary>Channels beside those of colour that are decoded (and left out): what a picture of a patient never comes near.</summary>
    private const int MaxExtraChannels = 8;

    private const int MaxProfileBytes = 1 << 22;

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>1 to 8, as in TIFF.</summary>
    public int Orientation { get; private set; } = 1;

    public SampleDepth Depth { get; private set; } = new(8, false);

    public ExtraChannel[] ExtraChannels { get; private set; } = [];

    public bool IsXyb { get; private set; } = true;

    public ColourEncoding Colour { get; private set; } = ColourEncoding.Default;

    public float IntensityTarget { get; private set; } = 255;

    public OpsinInverse Opsin { get; private set; } = OpsinInverse.Default;

    /// <summary>Weights of twofold, fourfold and eightfold upsampling; null stands for the usual ones.</summary>
    public float[]?[] UpsamplingWeights { get; } = new float[]?[3];

    public bool HasAnimation { get; private set; }

    public bool HasTimecodes { get; private set; }

    /// <summary>Width and height of a preview, which comes before the first frame; 0 without one.</summary>
    public (int Width, int Height) Preview { get; private set; }

    public int ColourChannels => Colour.IsGrey ? 1 : 3;

    /// <summary>Shape of the picture, upright. Floats of 0 to 1 become integers of 16 bits.</summary>
    public SampleFormat Format =>
        Orientation > 4 ? new SampleFormat(Height, Width, ColourChannels, Bits, false) : new SampleFormat(Width, Height, ColourChannels, Bits, false);

    private int Bits => Depth.IsFloat ? 16 : Depth.Bits;

    /// <summary>Reads the header; false when it is malformed, as the reader then tells.</summary>
    public bool Read(ref JxlBitReader reader)
    {
        if (reader.Read(16) != 0x0AFF)
        {
            return reader.Fail("Not a JPEG XL codestream.");
        }

        (Width, Height) = ReadSize(ref reader);
        if (!reader.ReadBool())
        {
            ReadMetadata(ref reader);
        }

        if (!reader.ReadBool())
        {
            ReadTransforms(ref reader);
        }

        if (reader.IsFailed)
        {
            return false;
        }

        if (Depth is { IsFloat: false, Bits: > 24 })
        {
            return reader.Refuse($"Samples of {Depth.Bits} bits.");
        }

        if (Colour.HasProfile && !SkipProfile(ref reader))
        {
            return false;
        }

        reader.Align();
        return !reader.IsFailed;
    }

    /// <summary>Leaves out fields that later versions of the format may add (D.3.2).</summary>
    public static void SkipExtensions(ref JxlBitReader reader)
    {
        ulong present = reader.ReadU64();
        ulong bits = 0;
        for (int i = 0; i < 64; i++)
        {
            if ((present >> i & 1) != 0)
            {
                bits = Math.Min(bits + Math.Min(reader.ReadU64(), 1UL << 40), 1UL << 40);
            }
        }

        if (bits != 0)
        {
            reader.SkipFar(bits);
        }
    }

    private void ReadMetadata(ref JxlBitReader reader)
    {
        bool hasExtra = reader.ReadBool();
        if (hasExtra)
        {
            Orientation = 1 + reader.ReadInt(3);
            if (reader.ReadBool())
            {
                ReadSize(ref reader);
            }

            if (reader.ReadBool())
            {
                Preview = ReadPreview(ref reader);
            }

            HasAnimation = reader.ReadBool();
            if (HasAnimation)
            {
                reader.ReadU32(100, 0, 1000, 0, 1, 10, 1, 30);
                reader.ReadU32(1, 0, 1001, 0, 1, 8, 1, 10);
                reader.ReadU32(0, 0, 0, 3, 0, 16, 0, 32);
                HasTimecodes = reader.ReadBool();
            }
        }

        Depth = SampleDepth.Read(ref reader);
        reader.ReadBool();
        uint count = reader.ReadU32(0, 0, 1, 0, 2, 4, 1, 12);
        if (count > MaxExtraChannels)
        {
            reader.Refuse($"{count} channels beside those of colour.");
            return;
        }

        ExtraChannels = new ExtraChannel[count];
        for (int i = 0; i < ExtraChannels.Length; i++)
        {
            ExtraChannels[i] = ExtraChannel.Read(ref reader);
        }

        IsXyb = reader.ReadBool();
        Colour = ColourEncoding.Read(ref reader);
        if (hasExtra && !reader.ReadBool())
        {
            IntensityTarget = reader.ReadHalf();
            reader.ReadHalf();
            reader.ReadBool();
            reader.ReadHalf();
            if (IntensityTarget <= 0)
            {
                reader.Fail("A brightness that is not above zero.");
            }
        }

        SkipExtensions(ref reader);
    }

    private void ReadTransforms(ref JxlBitReader reader)
    {
        if (IsXyb && !reader.ReadBool())
        {
            Opsin = OpsinInverse.Read(ref reader);
        }

        int custom = reader.ReadInt(3);
        for (int i = 0; i < 3; i++)
        {
            if ((custom >> i & 1) != 0)
            {
                float[] weights = new float[i switch { 0 => 15, 1 => 55, _ => 210 }];
                for (int w = 0; w < weights.Length; w++)
                {
                    weights[w] = reader.ReadHalf();
                }

                UpsamplingWeights[i] = weights;
            }
        }
    }

    private static (int Width, int Height) ReadSize(ref JxlBitReader reader)
    {
        bool isSmall = reader.ReadBool();
        uint height = isSmall ? 8 * (reader.Read(5) + 1) : reader.ReadU32(1, 9, 1, 13, 1, 18, 1, 30);
        uint ratio = reader.Read(3);
        uint width = ratio != 0 ? WidthOf(ratio, height) : isSmall ? 8 * (reader.Read(5) + 1) : reader.ReadU32(1, 9, 1, 13, 1, 18, 1, 30);
        return Checked(ref reader, width, height);
    }

    private static (int Width, int Height) ReadPreview(ref JxlBitReader reader)
    {
        bool isEighth = reader.ReadBool();
        uint height = isEighth ? 8 * reader.ReadU32(16, 0, 32, 0, 1, 5, 33, 9) : reader.ReadU32(1, 6, 65, 8, 321, 10, 1345, 12);
        uint ratio = reader.Read(3);
        uint width = ratio != 0 ? WidthOf(ratio, height) : isEighth ? 8 * reader.ReadU32(16, 0, 32, 0, 1, 5, 33, 9) : reader.ReadU32(1, 6, 65, 8, 321, 10, 1345, 12);
        return Checked(ref reader, width, height);
    }

    private static (int Width, int Height) Checked(ref JxlBitReader reader, uint width, uint height)
    {
        if (width == 0 || width > 1 << 28 || height > 1 << 28)
        {
            reader.Fail($"A picture of {width} by {height} pixels.");
            return (1, 1);
        }

        return ((int)width, (int)height);
    }

    private static uint WidthOf(uint ratio, uint height)
    {
        (uint wide, uint high) = ratio switch { 1 => (1u, 1u), 2 => (12u, 10u), 3 => (4u, 3u), 4 => (3u, 2u), 5 => (16u, 9u), 6 => (5u, 4u), _ => (2u, 1u) };
        return (uint)Math.Min(uint.MaxValue, (ulong)height * wide / high);
    }

    /// <summary>An ICC profile is coded byte by byte (E.4); nobody here asks for it.</summary>
    private static bool SkipProfile(ref JxlBitReader reader)
    {
        ulong length = reader.ReadU64();
        if (length > MaxProfileBytes)
        {
            return reader.Refuse($"A colour profile of {length} bytes.");
        }

        using EntropyCode? code = EntropyCode.Read(ref reader, 41);
        if (code is null)
        {
            return false;
        }

        EntropyReader symbols = new(code, ref reader);
        byte last = 0, before = 0;
        for (ulong i = 0; i < length; i++)
        {
            uint symbol = symbols.Read(ref reader, i > 128 ? 1 + First(last) + (8 * Second(before)) : 0);
            if (symbol > 255 || reader.IsFailed)
            {
                return reader.Fail("A colour profile with what is no byte.");
            }

            (before, last) = (last, (byte)symbol);
        }

        return symbols.End() || reader.Fail("A colour profile does not end where it should.");
    }

    private static int First(byte value) => value switch
    {
        >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' => 0,
        >= (byte)'0' and <= (byte)'9' or (byte)'.' or (byte)',' => 1,
        <= 1 => 2 + value,
        < 16 => 4,
        255 => 6,
        > 240 => 5,
        _ => 7,
    };

    private static int Second(byte value) => value switch
    {
        >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' => 0,
        >= (byte)'0' and <= (byte)'9' or (byte)'.' or (byte)',' => 1,
        < 16 => 2,
        > 240 => 3,
        _ => 4,
    };
}
