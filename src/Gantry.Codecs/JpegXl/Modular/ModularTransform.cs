namespace Gantry.Codecs.JpegXl.Modular;

internal enum ModularTransformKind { Colours, Palette, Squeeze }

/// <summary>One halving of channels in one direction (18181-1 H.6.2).</summary>
internal readonly record struct SqueezeStep(bool IsHorizontal, bool IsInPlace, int First, int Count);

/// <summary>What was done to the channels of a stream before they were coded, and is to be undone (18181-1 H.6).</summary>
internal sealed class ModularTransform
{
    public ModularTransformKind Kind { get; private init; }

    public int First { get; private init; }

    /// <summary>Channels that a palette stands for.</summary>
    public int Count { get; private init; }

    /// <summary>How colours are rotated: order times 7 plus form.</summary>
    public int Rotation { get; private init; }

    public int Colours { get; private init; }

    public int Deltas { get; private init; }

    public int Predictor { get; private init; }

    public List<SqueezeStep> Steps { get; private init; } = [];

    /// <summary>Channels that a palette made superfluous, kept for when it is undone.</summary>
    public List<ModularChannel> Replaced { get; } = [];

    public static ModularTransform? Read(ref JxlBitReader reader)
    {
        int kind = reader.ReadInt(2);
        int first = kind == 2 ? 0 : ReadFirst(ref reader);
        switch (kind)
        {
            case 0:
                int rotation = (int)reader.ReadU32(6, 0, 0, 2, 2, 4, 10, 6);
                if (rotation >= 42)
                {
                    break;
                }

                return new ModularTransform { Kind = ModularTransformKind.Colours, First = first, Count = 3, Rotation = rotation };
            case 1:
                int count = (int)reader.ReadU32(1, 0, 3, 0, 4, 0, 1, 13);
                int colours = (int)reader.ReadU32(0, 8, 256, 10, 1280, 12, 5376, 16);
                int deltas = (int)reader.ReadU32(0, 0, 1, 8, 257, 10, 1281, 16);
                int predictor = reader.ReadInt(4);
                if (predictor > 13)
                {
                    break;
                }

                return new ModularTransform { Kind = ModularTransformKind.Palette, First = first, Count = count, Colours = colours, Deltas = deltas, Predictor = predictor };
            case 2:
                List<SqueezeStep> steps = [];
                int number = (int)reader.ReadU32(0, 0, 1, 4, 9, 6, 41, 8);
                for (int i = 0; i < number; i++)
                {
                    steps.Add(new SqueezeStep(reader.ReadBool(), reader.ReadBool(), ReadFirst(ref reader), (int)reader.ReadU32(1, 0, 2, 0, 3, 0, 4, 4)));
                }

                return new ModularTransform { Kind = ModularTransformKind.Squeeze, Steps = steps };
        }

        reader.Fail("A transform of channels that does not exist.");
        return null;
    }

    private static int ReadFirst(ref JxlBitReader reader) => (int)reader.ReadU32(0, 3, 8, 6, 72, 10, 1096, 13);
}
