using System.Collections.Concurrent;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Lifecycle;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.BackendTests.Objects;

/// <summary>The whole corpus through the way in, as files.</summary>
public sealed class CorpusIngestTests : IDisposable
{
    private readonly ArchiveUnderTest archive = new();

    public void Dispose() => archive.Dispose();

    [CorpusFact]
    public async Task EveryValidFileComesBackAsItIsAndEveryMalformedOneGetsAnAnswer()
    {
        archive.Open();
        ConcurrentBag<string> wrong = [];
        foreach (CorpusFile file in Corpus.Files)
        {
            byte[] bytes = file.ReadAllBytes();
            switch (await archive.StoreFileAsync(bytes))
            {
                case StoreOutcome.Stored stored:
                    byte[] back = await archive.ReadAsync(stored.Identity.Instance);
                    bool hasMeta = bytes.Length > 132 && bytes.AsSpan(128, 4).SequenceEqual("DICM"u8);
                    StoredInstance row = archive.Index.Find(stored.Identity.Instance)!;
                    bool isSame = hasMeta ? back.AsSpan().SequenceEqual(bytes) : bytes.AsSpan().EndsWith(back.AsSpan()[(int)(back.Length - row.DatasetLength)..]);
                    if (!isSame)
                    {
                        wrong.Add($"{file}: comes back otherwise");
                    }

                    break;
                case StoreOutcome.Refused refused when file.IsValid && refused.Reason is not RefusalReason.MissingIdentity:
                    wrong.Add($"{file}: {refused.Detail}");
                    break;
            }
        }

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
        Assert.Empty(new Verifier(archive.Storage, archive.Index).Run(null, CancellationToken.None).Findings);
        List<StoredInstance> before = [.. archive.Index.ReadAllByPlace()];
        Assert.Empty(new Reindexer(archive.Storage, archive.Index).Run(null, CancellationToken.None).Findings);
        Assert.Equal(before.Select(i => (i.Identity, i.Place, i.Crc32)), archive.Index.ReadAllByPlace().Select(i => (i.Identity, i.Place, i.Crc32)));
    }
}
