using System.Collections.Concurrent;

namespace Gantry.Server.Dimse.Sending;

/// <summary>Memory for the pieces of data sets on their way out: large ones while there are few, so that an instance is one read and one write; small ones when many are lent.</summary>
internal sealed class PiecePool
{
    private const int LargeBytes = 1024 * 1024;
    private const int SmallBytes = 64 * 1024;
    private const int MaxLarge = 48;

    /// <summary>Beyond it nothing is read ahead.</summary>
    private const int MaxLargeAhead = 16;

    /// <summary>Stay for the next peak.</summary>
    private const int MaxKept = 8;

    private readonly ConcurrentQueue<byte[]> free = new();
    private int lent;

    /// <summary>Whether what is not sent yet may take memory.</summary>
    public bool HasRoomAhead => Volatile.Read(ref lent) < MaxLargeAhead;

    /// <summary>Not all of the wanted bytes need fit.</summary>
    public byte[] Rent(long wantedBytes)
    {
        if (wantedBytes > SmallBytes)
        {
            if (Interlocked.Increment(ref lent) <= MaxLarge)
            {
                return free.TryDequeue(out byte[]? piece) ? piece : GC.AllocateUninitializedArray<byte>(LargeBytes);
            }

            Interlocked.Decrement(ref lent);
        }

        return GC.AllocateUninitializedArray<byte>((int)Math.Min(wantedBytes, SmallBytes));
    }

    /// <summary>Takes a piece back; one that may still be in use is only counted.</summary>
    public void Return(byte[] piece, bool isInUse)
    {
        if (piece.Length != LargeBytes)
        {
            return;
        }

        Interlocked.Decrement(ref lent);
        if (!isInUse && free.Count < MaxKept)
        {
            free.Enqueue(piece);
        }
    }
}
