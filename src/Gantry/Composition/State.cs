using Gantry.Archive.Audit;
using Gantry.Archive.Compression;
using Gantry.Archive.Corrections;
using Gantry.Archive.Jobs;
using Gantry.Archive.Peers;
using Gantry.Archive.Routing;
using Gantry.Archive.Rules;
using Gantry.Archive.Security;
using Gantry.Archive.Views;
using Gantry.Backends.Sqlite.State;
using Gantry.Server.Security;

namespace Gantry.Composition;

/// <summary>Accounts, tokens, peers, jobs and audit of a data folder, opened for one command; the server registers the same parts.</summary>
internal sealed class State : IAsyncDisposable
{
    private readonly StateDatabase database;
    private readonly SqliteAuditLog audit;

    private State(StateDatabase database, SecurityOptions options)
    {
        this.database = database;
        audit = new SqliteAuditLog(database, TimeProvider.System);
        var accountStore = new SqliteAccountStore(database);
        Accounts = new AccountService(accountStore, new SqliteSessionStore(database), new IdentityPasswordHashing(), audit, options, TimeProvider.System);
        SqlitePeerStore peerStore = new(database);
        SqliteViewStore viewStore = new(database);
        Peers = new PeerRegistry(peerStore, viewStore, audit, TimeProvider.System);
        Views = new ViewRegistry(viewStore, peerStore, audit, TimeProvider.System);
        Jobs = new JobQueue(new SqliteJobStore(database), TimeProvider.System);
        Routes = new SqliteRouteStore(database);
        Compressions = new SqliteCompressionStore(database);
        CorrectionHistory = new SqliteCorrectionStore(database);
        Corrections = new CorrectionService(CorrectionHistory, index: null, audit, TimeProvider.System);
        Tokens = new TokenService(new SqliteTokenStore(database), accountStore, audit, options, TimeProvider.System);
    }

    public AccountService Accounts { get; }

    public TokenService Tokens { get; }

    public PeerRegistry Peers { get; }

    public ViewRegistry Views { get; }

    public JobQueue Jobs { get; }

    public IRuleStore<Route, RouteState> Routes { get; }

    public ICompressionStore Compressions { get; }

    public ICorrectionStore CorrectionHistory { get; }

    public CorrectionService Corrections { get; }

    public IAuditLog Audit => audit;

    public static State Open(DataFolder data, SecurityOptions options) => new(StateDatabase.Open(data.StateDatabase), options);

    public async ValueTask DisposeAsync()
    {
        await audit.DisposeAsync().ConfigureAwait(false);
        database.Dispose();
    }
}
