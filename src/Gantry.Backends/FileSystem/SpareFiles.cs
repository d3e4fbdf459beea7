using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Backends.FileSystem;

/// <summary>
/// Files of zeros, ready to become segments. Writing over blocks that exist changes nothing in the file system, so that a sync after it has only data to write: half the time and a
/// third of the CPU of an append. They are made in the background, and but for the next two only in pauses: making them takes as much of the disk as filling them, so that the
/// files that are ready are what a burst lives on.
/// </summary>
internal sealed class SpareFiles : IDisposable
{
    private const int StepBytes = 1 << 20;
    private const int Least = 2;

    /// <summary>Writes slower than this are a pause: bytes a second.</summary>
    private const double PauseRate = 16 << 20;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly string folder;
    private readonly long bytes;
    private readonly Func<int> most;
    private readonly ConcurrentQueue<string> ready = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly CancellationTokenSource stop = new();
    private readonly Thread thread;
    private int made;
    private bool wasTaken;
    private long written;
    private (long At, long Written) seen;
    private bool wasBusy = true;

    /// <param name="folder">Made when it is not there; what an earlier process left ready in it is used.</param>
    /// <param name="bytes">Of each file.</param>
    /// <param name="most">How many may be ready: as many as the disk has room for without harm.</param>
    public SpareFiles(string folder, long bytes, Func<int> most)
    {
        (this.folder, this.bytes, this.most) = (folder, bytes, most);
        int allowed = most();
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(folder))
        {
            if (file.EndsWith(".zeros", StringComparison.Ordinal) && new FileInfo(file).Length == bytes && ready.Count < allowed)
            {
                ready.Enqueue(file);
            }
            else
            {
                File.Delete(file);
            }
        }

        thread = new Thread(Run) { IsBackground = true, Name = "spare segments", Priority = ThreadPriority.BelowNormal };
        thread.Start();
    }

    /// <summary>Of all files that are ready or being made, at this moment.</summary>
    public long Bytes => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Exists ? f.Length : 0) : 0;

    /// <summary>So many bytes go into segments.</summary>
    public void NoteWrite(long count) => Volatile.Write(ref written, written + count);

    /// <summary>Gives a ready file another name; false when none is ready. Durable on return: a power cut must not give it back to this folder with another's bytes in it.</summary>
    public bool TryMoveTo(string path)
    {
        Volatile.Write(ref wasTaken, true);
        try
        {
            while (ready.TryDequeue(out string? file))
            {
                try
                {
                    File.Move(file, path, overwrite: false);
                    LinuxFile.SyncFolder(Path.GetDirectoryName(path)!);
                    return true;
                }
                catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
                {
                    // Somebody has cleared the folder; perhaps not all of it.
                }
            }

            return false;
        }
        finally
        {
            wake.Release();
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        thread.Join();
        stop.Dispose();
        wake.Dispose();
    }

    /// <summary>A program that only starts and stops needs no more than the first.</summary>
    private int Wanted => Math.Min(most(), Volatile.Read(ref wasTaken) ? int.MaxValue : Least);

    /// <summary>With enough ready for now, waits until the disk has little else to write.</summary>
    private void AwaitPause()
    {
        while (ready.Count >= Least && IsBusy())
        {
            stop.Token.WaitHandle.WaitOne(2 * Look);
            stop.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Looks at most so often; the first look has nothing to compare with.</summary>
    private bool IsBusy()
    {
        TimeSpan passed = Stopwatch.GetElapsedTime(seen.At);
        if (passed >= Look)
        {
            long now = Volatile.Read(ref written);
            wasBusy = seen.At == 0 || now - seen.Written > PauseRate * passed.TotalSeconds;
            seen = (Stopwatch.GetTimestamp(), now);
        }

        return wasBusy;
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                Fill();
                wake.Wait(stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The store is being closed.
        }
    }

    private void Fill()
    {
        try
        {
            while (ready.Count < Wanted)
            {
                AwaitPause();
                string file = Path.Combine(folder, $"{Environment.ProcessId}-{++made}");
                try
                {
                    Directory.CreateDirectory(folder);
                    Make(file);
                }
                catch
                {
                    // Half a file would hold room that instances may lack.
                    File.Delete(file);
                    throw;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Segments grow as they are written until the next attempt, which comes when one is taken.
        }
    }

    private unsafe void Make(string file)
    {
        byte* zeros = (byte*)NativeMemory.AlignedAlloc(StepBytes, StepBytes);
        try
        {
            NativeMemory.Clear(zeros, StepBytes);
            using (SafeFileHandle handle = File.OpenHandle(file, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite, preallocationSize: bytes))
            using (SafeFileHandle? direct = LinuxFile.TryOpenDirect(file))
            {
                for (long at = 0; at < bytes; at += StepBytes)
                {
                    stop.Token.ThrowIfCancellationRequested();
                    AwaitPause();
                    RandomAccess.Write(direct ?? handle, new ReadOnlySpan<byte>(zeros, (int)Math.Min(StepBytes, bytes - at)), at);
                }

                LinuxFile.SyncData(handle);
            }

            File.Move(file, file + ".zeros");
            ready.Enqueue(file + ".zeros");
        }
        finally
        {
            NativeMemory.AlignedFree(zeros);
        }
    }
}
