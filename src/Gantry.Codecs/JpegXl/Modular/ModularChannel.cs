namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>One channel of integers, row by row, or a part of one; without samples until they are needed.</summary>
internal sealed class ModularChannel(int width, int height, int shiftX = 0, int shiftY = 0)
{
    public int Width { get; set; } = width;

    public int Height { get; set; } = height;

    /// <summary>How many times it was halved in width against the picture; -1 for what is no part of the picture.</summary>
    public int ShiftX { get; set; } = shiftX;

    public int ShiftY { get; set; } = shiftY;

    public int[] Samples { get; private set; } = [];

    public int Offset { get; private set; }

    public int Stride { get; private set; }

    public bool IsAllocated { get; private set; }

    /// <summary>The memory is another channel's.</summary>
    private bool isPart;

    public bool IsEmpty => Width == 0 || Height == 0;

    public Span<int> Row(int y) => Samples.AsSpan(Offset + (y * Stride), Width);

    /// <summary>Takes memory for the samples, if there is none yet.</summary>
    public bool Allocate(ref JxlBitReader reader, JxlMemory memory)
    {
        if (IsAllocated)
        {
            return true;
        }

        if (memory.Ints((long)Width * Height) is not { } samples)
        {
            return reader.Refuse($"A channel of {Width} by {Height} samples beside what the picture already takes.");
        }

        (Samples, Offset, Stride, IsAllocated) = (samples, 0, Width, true);
        return true;
    }

    /// <summary>Gives the memory back, if it is its own.</summary>
    public void Release(JxlMemory memory)
    {
        if (IsAllocated && !isPart)
        {
            memory.Return(Samples, (long)Stride * Height);
        }

        (Samples, IsAllocated) = ([], false);
    }

    /// <summary>A part of an allocated channel, in the same memory.</summary>
    public ModularChannel Part(int x, int y, int width, int height) =>
        new(width, height, ShiftX, ShiftY) { Samples = Samples, Offset = Offset + (y * Stride) + x, Stride = Stride, IsAllocated = true, isPart = true };

    /// <summary>Both have the same size and place in the picture.</summary>
    public bool Matches(ModularChannel other) => Width == other.Width && Height == other.Height && ShiftX == other.ShiftX && ShiftY == other.ShiftY;

    public bool IsSameMemory(ModularChannel other) => ReferenceEquals(Samples, other.Samples) && Offset == other.Offset;

    public void CopyTo(ModularChannel other)
    {
        for (int y = 0; y < Height; y++)
        {
            Row(y).CopyTo(other.Row(y));
        }
    }
}
