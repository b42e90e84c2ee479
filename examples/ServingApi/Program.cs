// A fitted model behind HTTP: no trainer, no native library of its own, one file. Serves the model that Quickstart saves.
//
//   ServingApi serve digits.zip --urls http://127.0.0.1:5080
//   ServingApi call http://127.0.0.1:5080    in another process: calls every endpoint, and one from many threads
//
// The second prints:
// GET  /health         Healthy
// POST /encode         -2.08  -0.08  1.22  -1.47  0.38  -1.04  0.00  1.39
// POST /encode/batch   100 rows of 8, the first as above: True
// POST /anomaly        90 for a digit, 1333 for every second pixel of it, in reverse order
// POST /encode         400 {"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"One or more validation errors occurred.", ...
// POST /encode         400 times, 8 at once: 400 answers are those of the batch
switch (args)
{
    case ["serve", string modelPath, .. string[] settings]:
        Server.Create(modelPath, settings).Run();
        return 0;
    case ["call", string url]:
        await Client.CallAsync(new Uri(url));
        return 0;
    default:
        Console.Error.WriteLine("usage: ServingApi serve model.zip [--urls http://127.0.0.1:5080] | ServingApi call URL");
        return 2;
}
