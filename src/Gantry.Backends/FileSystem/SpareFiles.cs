using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Backends.FileSystem;

/// <summary>
/// Files of zeros, ready to become segments. Writing over blocks that exist changes nothing in the file system, so that a sync after it has only data to write: half the time and a
/// third of the CPU of an append. Two are kept ready, in a burst more. They are made in the background.
/// </summary>
internal sealed class SpareFiles : IDisposable
{
    private const int StepBytes = 1 << 20;
    private static readonly TimeSpan Burst = TimeSpan.FromMinutes(2);

    private readonly string folder;
    private readonly long bytes;
    private readonly int most;
    private readonly Func<bool> hasRoom;
    private readonly ConcurrentQueue<string> ready = new();
    private readonly ConcurrentQueue<long> taken = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly CancellationTokenSource stop = new();
    private readonly Thread thread;
    private int made;

    /// <param name="folder">Made when it is not there; what an earlier process left ready in it is used.</param>
    /// <param name="bytes">Of each file.</param>
    /// <param name="most">Files that a burst may have ready.</param>
    /// <param name="hasRoom">Is there so much room that one more does no harm?</param>
    public SpareFiles(string folder, long bytes, int most, Func<bool> hasRoom)
    {
        (this.folder, this.bytes, this.most, this.hasRoom) = (folder, bytes, most, hasRoom);
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(folder))
        {
            if (file.EndsWith(".zeros", StringComparison.Ordinal) && new FileInfo(file).Length == bytes && ready.Count < most)
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

    /// <summary>Gives a ready file another name; false when none is ready. Durable on return: a power cut must not give it back to this folder with another's bytes in it.</summary>
    public bool TryMoveTo(string path)
    {
        taken.Enqueue(Stopwatch.GetTimestamp());
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

    private int Wanted
    {
        get
        {
            while (taken.TryPeek(out long at) && Stopwatch.GetElapsedTime(at) > Burst)
            {
                taken.TryDequeue(out _);
            }

            return Math.Min(2 + taken.Count, most);
        }
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
            while (ready.Count < Wanted && hasRoom())
            {
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
