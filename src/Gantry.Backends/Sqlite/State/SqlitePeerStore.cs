using Gantry.Archive.Peers;
using Gantry.Dicom;
using Microsoft.Data.Sqlite;

namespace Gantry.Backends.Sqlite.State;

public sealed class SqlitePeerStore(StateDatabase database) : IPeerStore
{
    private const string Columns = "name, ae_title, host, port, tls, certificate, any_address, character_set, transfer_syntaxes, rights, disabled, created_at, changed_at, views";

    public IReadOnlyList<Peer> List() => database.Read(c => c.Query($"SELECT {Columns} FROM peer ORDER BY name", ReadPeer));

    public Peer? Find(string name) => database.Read(c => FindIn(c, name));

    public Peer? FindByAeTitle(AeTitle title) =>
        database.Read(c => c.Query($"SELECT {Columns} FROM peer WHERE ae_title = $ae", ReadPeer, ("$ae", title.Value)).SingleOrDefault());

    public bool Add(Peer peer) => database.Write(c => c.Execute(
        $"""
        INSERT INTO peer ({Columns})
        VALUES ($name, $ae, $host, $port, $tls, $certificate, $any, $charset, $syntaxes, $rights, $disabled, $created, $changed, $views) ON CONFLICT DO NOTHING
        """,
        Values(peer)) == 1);

    public Peer? Update(string name, Func<Peer, Peer> change, out bool isTaken)
    {
        (Peer? peer, isTaken) = database.Write<(Peer?, bool)>(c =>
        {
            if (FindIn(c, name) is not { } before)
            {
                return (null, false);
            }

            Peer after = change(before) with { Name = before.Name };
            int changed = c.Execute(
                """
                UPDATE OR IGNORE peer SET ae_title=$ae, host=$host, port=$port, tls=$tls, certificate=$certificate, any_address=$any, character_set=$charset,
                    transfer_syntaxes=$syntaxes, rights=$rights, disabled=$disabled, created_at=$created, changed_at=$changed, views=$views WHERE name=$name
                """,
                Values(after));
            return changed == 1 ? (after, false) : (null, true);
        });
        return peer;
    }

    public Peer? Remove(string name) => database.Write(c =>
    {
        Peer? removed = FindIn(c, name);
        c.Execute("DELETE FROM peer WHERE name = $name", ("$name", name));
        return removed;
    });

    private static Peer? FindIn(SqliteConnection connection, string name) =>
        connection.Query($"SELECT {Columns} FROM peer WHERE name = $name", ReadPeer, ("$name", name)).SingleOrDefault();

    private static Peer ReadPeer(SqliteDataReader row) => new()
    {
        Name = row.GetString(0),
        AeTitle = AeTitle.Parse(row.GetString(1)),
        Host = row.GetString(2),
        Port = row.GetInt32(3),
        Tls = row.GetBoolean(4),
        CertificateFingerprint = row.TextOrNull(5),
        AnyAddress = row.GetBoolean(6),
        CharacterSet = row.TextOrNull(7),
        TransferSyntaxes = row.GetString(8).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Rights = (PeerRights)row.GetInt32(9),
        IsDisabled = row.GetBoolean(10),
        CreatedAt = row.Time(11),
        ChangedAt = row.Time(12),
        Views = row.GetString(13).Split('/', StringSplitOptions.RemoveEmptyEntries),
    };

    private static (string, object?)[] Values(Peer p) =>
    [
        ("$name", p.Name), ("$ae", p.AeTitle.Value), ("$host", p.Host), ("$port", p.Port), ("$tls", p.Tls), ("$certificate", p.CertificateFingerprint), ("$any", p.AnyAddress),
        ("$charset", p.CharacterSet), ("$syntaxes", string.Join(' ', p.TransferSyntaxes)), ("$rights", p.Rights), ("$disabled", p.IsDisabled),
        ("$created", p.CreatedAt), ("$changed", p.ChangedAt), ("$views", string.Join('/', p.Views)),
    ];
}
