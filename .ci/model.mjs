// A server with OpenAI's interface over a model in a file, for the test with a real model: chat completions on this
// machine, one at a time. Needs the npm packages node-llama-cpp and @node-llama-cpp/linux-x64.
// usage: node model.mjs MODEL.gguf PORT THREADS
import http from "node:http";
import { createRequire } from "node:module";

const packages = createRequire(`${process.env.MODEL_PACKAGES}/`);
const { getLlama, LlamaChatSession } = await import(packages.resolve("node-llama-cpp"));
const [modelPath, port, threads] = process.argv.slice(2);
const llama = await getLlama({ build: "never", gpu: false, logLevel: "error" });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 8192, threads: Number(threads) });
const sequence = context.getSequence();

async function complete({ messages, response_format: form, max_tokens: maxTokens = 512 }) {
  const words = (role) => messages.filter((one) => one.role === role).map((one) => one.content).join("\n");
  const session = new LlamaChatSession({
    contextSequence: sequence,
    systemPrompt: words("system"),
    autoDisposeSequence: false,
  });
  session.resetChatHistory();
  const schema = form?.json_schema?.schema;
  const grammar = schema && (await llama.createGrammarForJsonSchema(schema));
  const before = sequence.tokenMeter.getState();
  let stopped = "stop";
  const { responseText, stopReason } = await session.promptWithMeta(words("user"), { grammar, maxTokens, temperature: 0 });
  if (stopReason === "maxTokens") stopped = "length";
  const used = sequence.tokenMeter.diff(before);
  return {
    object: "chat.completion",
    model: modelPath.split("/").pop().replace(/\.gguf$/, ""),
    choices: [{ index: 0, finish_reason: stopped, message: { role: "assistant", content: responseText } }],
    usage: { prompt_tokens: used.usedInputTokens, completion_tokens: used.usedOutputTokens },
  };
}

http
  .createServer(async (request, response) => {
    try {
      let body = "";
      for await (const part of request) body += part;
      response.end(JSON.stringify(await complete(JSON.parse(body))));
    } catch (error) {
      response.statusCode = 400;
      response.end(JSON.stringify({ error: { message: String(error) } }));
    }
  })
  .listen(Number(port), "127.0.0.1", () => console.log("ready"));
