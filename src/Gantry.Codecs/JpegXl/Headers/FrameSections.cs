using Gantry.Codecs.JpegXl.Entropy;

namespace Gantry.Codecs.JpegXl.Headers;

/// <summary>Where each section of a frame lies (18181-1 F.3).</summary>
internal sealed class FrameSections
{
    private readonly (int Offset, int Length)[] sections;

    private FrameSections((int Offset, int Length)[] sections, int end)
    {
        this.sections = sections;
        End = end;
    }

    /// <summary>Everything is in one section.</summary>
    public bool IsSingle => sections.Length == 1;

    /// <summary>First byte behind the frame, counted from the start of the bits that were read.</summary>
    public int End { get; }

    public (int Offset, int Length) this[int section] => sections[section];

    /// <summary>Reads the table; the sections follow it.</summary>
    public static FrameSections? Read(ref JxlBitReader reader, FrameHeader frame, int available)
    {
        long count = frame.Groups == 1 && frame.Passes.Count == 1 ? 1 : 2L + frame.LowGroups + ((long)frame.Groups * frame.Passes.Count);
        if (count > available)
        {
            // Each takes more than a byte in the table alone.
            reader.Fail("A frame with more sections than bytes.");
            return null;
        }

        int[]? order = reader.ReadBool() ? ReadOrder(ref reader, (int)count) : [];
        if (order is null)
        {
            return null;
        }

        reader.Align();
        int[] lengths = new int[count];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = (int)reader.ReadU32(0, 10, 1024, 14, 17408, 22, 4211712, 30);
        }

        reader.Align();
        long at = reader.Position / 8;
        (int, int)[] places = new (int, int)[count];
        for (int i = 0; i < lengths.Length; i++)
        {
            if (at + lengths[i] > available)
            {
                reader.Fail("A section runs past the end of the codestream.");
                return null;
            }

            places[i] = ((int)at, lengths[i]);
            at += lengths[i];
        }

        if (reader.IsFailed)
        {
            return null;
        }

        (int, int)[] sections = order.Length == 0 ? places : Array.ConvertAll(order, i => places[i]);
        return new FrameSections(sections, (int)at);
    }

    private static int[]? ReadOrder(ref JxlBitReader reader, int count)
    {
        using EntropyCode? code = EntropyCode.Read(ref reader, 8);
        if (code is null)
        {
            return null;
        }

        EntropyReader symbols = new(code, ref reader);
        int[] order = new int[count];
        if (!Permutation.Read(ref reader, ref symbols, 0, order))
        {
            return null;
        }

        if (!symbols.End())
        {
            reader.Fail("The order of sections does not end where it should.");
            return null;
        }

        return order;
    }
}
