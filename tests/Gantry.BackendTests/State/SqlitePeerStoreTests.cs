using Gantry.Archive.Peers;
using Gantry.Backends.Sqlite.State;
using Gantry.Dicom;
using Xunit;

namespace Gantry.BackendTests.State;

public sealed class SqlitePeerStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-peers-").FullName;

    private static readonly Peer Ct = new()
    {
        Name = "CT 1", AeTitle = AeTitle.Parse("CT1"), Host = "10.0.0.5", Port = 104, Tls = true, CertificateFingerprint = new string('a', 64), AnyAddress = true,
        CharacterSet = @"\ISO 2022 IR 87", TransferSyntaxes = ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"], Rights = PeerRights.Store, Views = ["CT of late", "b"], IsDisabled = true,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_000), ChangedAt = DateTimeOffset.FromUnixTimeMilliseconds(2_000),
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_member_is_there_after_the_file_was_closed()
    {
        using (StateDatabase first = Open())
        {
            Assert.True(new SqlitePeerStore(first).Add(Ct));
        }

        using StateDatabase second = Open();
        Peer read = Assert.Single(new SqlitePeerStore(second).List());
        Assert.Equal(Ct.TransferSyntaxes, read.TransferSyntaxes);
        Assert.Equal(Ct.Views, read.Views);
        Assert.Equal(Ct, read with { TransferSyntaxes = Ct.TransferSyntaxes, Views = Ct.Views });
    }

    [Fact]
    public void Another_connection_sees_changes_at_once()
    {
        using StateDatabase server = Open();
        using StateDatabase command = Open();
        SqlitePeerStore seen = new(server);
        SqlitePeerStore changed = new(command);
        Assert.Null(seen.FindByAeTitle(Ct.AeTitle));
        changed.Add(Ct);
        Assert.Equal("CT 1", seen.FindByAeTitle(Ct.AeTitle)?.Name);
        changed.Update("ct 1", p => p with { AeTitle = AeTitle.Parse("CT2") }, out _);
        Assert.Null(seen.FindByAeTitle(Ct.AeTitle));
        changed.Remove("CT 1");
        Assert.Empty(seen.List());
    }

    [Fact]
    public void Names_and_titles_are_taken_once()
    {
        using StateDatabase database = Open();
        SqlitePeerStore store = new(database);
        Assert.True(store.Add(Ct));
        Assert.False(store.Add(Ct with { Name = "ct 1", AeTitle = AeTitle.Parse("OTHER") }));
        Assert.False(store.Add(Ct with { Name = "Other" }));
        Assert.True(store.Add(Ct with { Name = "Other", AeTitle = AeTitle.Parse("OTHER") }));
        Assert.Null(store.Update("Other", p => p with { AeTitle = Ct.AeTitle }, out bool isTaken));
        Assert.True(isTaken);
        Assert.Null(store.Update("Nobody", p => p, out isTaken));
        Assert.False(isTaken);
    }

    private StateDatabase Open() => StateDatabase.Open(Path.Combine(folder, "state.db"));
}
