namespace Gantry.Codecs.JpegXl.Headers;

/// <summary>In how many passes a frame's details come (18181-1 F.2).</summary>
internal sealed class Passes
{
    private readonly List<(int Downsampling, int Last)> steps = [];

    public int Count { get; private set; } = 1;

    /// <summary>By how many bits the coefficients of each pass are shifted.</summary>
    public int[] Shifts { get; private set; } = [0];

    public void Read(ref JxlBitReader reader)
    {
        Count = (int)reader.ReadU32(1, 0, 2, 0, 3, 0, 4, 3);
        Shifts = new int[Count];
        if (Count == 1)
        {
            return;
        }

        int number = (int)reader.ReadU32(0, 0, 1, 0, 2, 0, 3, 1);
        for (int i = 0; i < Count - 1; i++)
        {
            Shifts[i] = reader.ReadInt(2);
        }

        int[] downsamplings = new int[number];
        for (int i = 0; i < number; i++)
        {
            downsamplings[i] = 1 << reader.ReadInt(2);
        }

        foreach (int downsampling in downsamplings)
        {
            steps.Add((downsampling, (int)reader.ReadU32(0, 0, 1, 0, 2, 0, 0, 3)));
        }
    }

    /// <summary>Which channels of a Modular frame come in a pass: those halved so many times.</summary>
    public (int Least, int Most) Shrinking(int pass)
    {
        int least = 3, most = 2;
        for (int i = 0; ; i++)
        {
            foreach ((int downsampling, int last) in steps)
            {
                least = last == i ? System.Numerics.BitOperations.Log2((uint)downsampling) : least;
            }

            least = i == Count - 1 ? 0 : least;
            if (i == pass)
            {
                return (least, most);
            }

            most = least - 1;
        }
    }
}
